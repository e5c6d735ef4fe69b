import Glibc

/// A library of the system, opened when it is first needed: linking it would cost every command its start-up time.
@safe struct SharedLibrary {
    private let name: String
    private let handle: UnsafeMutableRawPointer

    /// - Parameter name: the file as the dynamic linker knows it: `libopenblas.so.0`. It stays open.
    init(_ name: String) throws(PredictionError) {
        guard let handle = unsafe dlopen(name, RTLD_NOW | RTLD_LOCAL) else { throw Self.error(name, "the library") }
        self.name = name
        unsafe self.handle = handle
    }

    /// The function of that name, as the type that the library's header gives it.
    func function<Function>(_ symbol: String, as type: Function.Type) throws(PredictionError) -> Function {
        guard let address = unsafe dlsym(handle, symbol) else { throw Self.error(name, "its function \(symbol)") }
        return unsafe unsafeBitCast(address, to: type)
    }

    private static func error(_ name: String, _ part: String) -> PredictionError {
        let answer = unsafe dlerror().map { unsafe String(cString: $0) } ?? "none"
        return PredictionError(.unavailable("expected \(part), found: \(answer)"), at: name)
    }
}
