import Glibc
import JSONText
import Measurements

/// Folders of platforms: one folder each, with `platform.json` and a safetensors file per predictor.
public struct Pool: Sendable {
    /// Where platforms are looked for; the first that has one wins.
    public let folders: [String]

    public init(folders: [String]) { self.folders = folders }

    /// The ids of all platforms, in order, each with the folder that serves it.
    public func platforms() -> [(id: String, folder: String)] {
        var found: [String: String] = [:]
        for folder in folders {
            for name in Self.entries(of: folder) where found[name] == nil {
                let path = "\(folder)/\(name)"
                if unsafe access("\(path)/\(Self.description)", F_OK) == 0 { found[name] = path }
            }
        }
        return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The platform of that id, or the only one whose id has it as a part.
    ///
    /// - Throws: `PredictionError`: `unknown`, with the nearest names, where none or several match; `malformed` or
    ///   `unreadable` with the file at fault.
    public func platform(_ name: String) throws(PredictionError) -> Platform {
        let all = platforms()
        let match = try PlatformName(name).match(among: all.map(\.id))
        guard let entry = all.first(where: { $0.id == match }) else {
            throw PredictionError(.unknown("expected a platform of the pool, found \"\(name)\""))
        }
        return try Self.read(entry.folder)
    }

    /// Reads the platform in a folder, all its predictors with it.
    public static func read(_ folder: String) throws(PredictionError) -> Platform {
        let path = "\(folder)/\(description)"
        var predictors: [Predictor] = []
        for name in entries(of: folder) where name.hasSuffix(suffix) {
            let predictor = try Predictor(contentsOf: "\(folder)/\(name)")
            guard predictor.scope.name + suffix == name else {
                throw PredictionError(
                    .malformed("expected the name \"\(predictor.scope.name)\(suffix)\""), at: "\(folder)/\(name)")
            }
            predictors.append(predictor)
        }
        let platform: Platform
        do {
            let bytes = try FileBytes.read(path)
            platform = try Platform(JSONReader(JSONValue(parsing: bytes)), predictors: PredictorSet(predictors))
        } catch let error as JSONError {
            throw PredictionError(.malformed(error.description), at: path)
        } catch let error as SystemError {
            throw PredictionError(.unreadable(error.message), at: path)
        } catch {
            throw PredictionError(.unreadable("expected an error of reading, found \(error)"), at: path)
        }
        let held = Set(platform.accuracy.kernels.keys)
        guard held == Set(predictors.map(\.scope)) else {
            let names = held.symmetricDifference(predictors.map(\.scope)).map(\.name).sorted()
            throw PredictionError(
                .malformed(
                    "expected a predictor for each accuracy, found only one of them for "
                        + names.joined(separator: ", ")), at: path)
        }
        return platform
    }

    /// Writes a platform into a folder of its id; it appears there whole, in the place of an older one.
    public static func write(_ platform: Platform, into pool: String) throws(PredictionError) {
        let folder = "\(pool)/\(platform.id)"
        let partial = "\(folder).\(getpid()).partial"
        try make(pool)
        try make(partial)
        for predictor in platform.predictors.predictors.values {
            try write(predictor.file.bytes, to: "\(partial)/\(predictor.scope.name)\(suffix)")
        }
        try write(platform.json.bytes(.indented) + [0x0A], to: "\(partial)/\(description)")
        remove(folder)
        guard unsafe rename(partial, folder) == 0 else {
            throw PredictionError(.unwritable(SystemError(number: errno).message), at: folder)
        }
    }

    private static let description = "platform.json"
    private static let suffix = ".safetensors"

    private static func make(_ folder: String) throws(PredictionError) {
        guard unsafe mkdir(folder, 0o777) == 0 || errno == EEXIST else {
            throw PredictionError(.unwritable(SystemError(number: errno).message), at: folder)
        }
    }

    private static func write(_ bytes: [UInt8], to path: String) throws(PredictionError) {
        do { try FileBytes.write(bytes, to: path) } catch {
            throw PredictionError(.unwritable(error.message), at: path)
        }
    }

    /// Removes a platform's folder and the files in it; what is not there is not missed.
    private static func remove(_ folder: String) {
        for name in entries(of: folder) { _ = unsafe unlink("\(folder)/\(name)") }
        _ = unsafe rmdir(folder)
    }

    /// The names in a folder, in order, hidden ones left out; none where there is no such folder.
    private static func entries(of folder: String) -> [String] {
        guard let stream = unsafe opendir(folder) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
