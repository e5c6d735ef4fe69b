import Glibc
import LatencyKit

/// The files of a tree, in alphabetical order.
enum ModelTree {
    /// Endings of what models are kept in; a folder may hold other files beside them.
    private static let endings = [".json", ".jsonl", ".onnx", ".param", ".tflite"]

    /// The path itself, or the models of the folder that it names and of those inside.
    static func paths(at path: String) -> [String] {
        guard let stream = unsafe opendir(path) else { return [path] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted().flatMap { name -> [String] in
            let inner = "\(path)/\(name)"
            if isFolder(inner) { return paths(at: inner) }
            return endings.contains { name.hasSuffix($0) } ? [inner] : []
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
