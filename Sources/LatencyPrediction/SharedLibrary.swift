import Glibc

/// A library of the system, opened when it is first needed: linking it would cost every command its start-up time.
@safe struct SharedLibrary {
    private let name: String
    private let handle: UnsafeMutableRawPointer

    /// - Parameter name: the file as the dynamic linker knows it: `libopenblas.so.0`. It stays open.
    init(_ name: String) throws(LibraryError) {
        guard let handle = unsafe dlopen(name, RTLD_NOW | RTLD_LOCAL) else { throw LibraryError(name, "library") }
        self.name = name
        unsafe self.handle = handle
    }

    /// The function of that name, as the type that the library's header gives it.
    func function<Function>(_ symbol: String, as type: Function.Type) throws(LibraryError) -> Function {
        guard let address = unsafe dlsym(handle, symbol) else { throw LibraryError(name, "function \(symbol)") }
        return unsafe unsafeBitCast(address, to: type)
    }
}

/// A library that training needs is not on this machine.
public struct LibraryError: Error, Sendable, Hashable {
    /// The file as the dynamic linker knows it.
    public var library: String
    /// What was looked for, and the linker's answer.
    public var message: String

    init(_ library: String, _ part: String) {
        self.library = library
        let answer = unsafe dlerror().map { unsafe String(cString: $0) } ?? "not found"
        message = "expected the \(part), found: \(answer)"
    }
}

extension LibraryError: CustomStringConvertible {
    public var description: String { "\(library): \(message)" }
}
