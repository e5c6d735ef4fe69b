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
                if Self.isDescribed(path) { found[name] = path }
            }
        }
        return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Finds folders among the platforms that hold files of a platform, but not its description.
    ///
    /// - Throws: `PredictionError` with the first of them.
    public func checkDescriptions() throws(PredictionError) {
        for folder in folders {
            for name in Self.entries(of: folder) {
                let path = "\(folder)/\(name)"
                guard !Self.isDescribed(path), !Self.entries(of: path).isEmpty else { continue }
                throw PredictionError(.malformed("expected \"\(Self.description)\", found none"), at: path)
            }
        }
    }

    private static func isDescribed(_ folder: String) -> Bool {
        unsafe access("\(folder)/\(description)", F_OK) == 0
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
        return try read(entry.folder)
    }

    /// Reads the platform in a folder, all its predictors with it.
    public func read(_ folder: String) throws(PredictionError) -> Platform {
        let path = "\(folder)/\(Self.description)"
        var predictors: [Predictor] = []
        for name in Self.entries(of: folder) where name.hasSuffix(Self.suffix) && name != Self.workFile {
            let predictor = try Predictor(contentsOf: "\(folder)/\(name)")
            guard predictor.scope.name + Self.suffix == name else {
                throw PredictionError(
                    .malformed("expected the name \"\(predictor.scope.name)\(Self.suffix)\""), at: "\(folder)/\(name)")
            }
            predictors.append(predictor)
        }
        let platform: Platform
        do {
            let bytes = try FileBytes.read(path)
            let reader = JSONReader(try JSONValue(parsing: bytes))
            platform = try Platform(
                reader, predictors: PredictorSet(predictors), work: try Self.work(in: folder),
                adaptation: try adaptation(in: folder, reader))
        } catch let error as JSONError {
            throw PredictionError(.malformed(error.description), at: path)
        } catch let error as SystemError {
            throw PredictionError(.unreadable(error.message), at: path)
        } catch let error as PredictionError {
            throw error
        } catch {
            throw PredictionError(.unreadable("expected an error of reading, found \(error)"), at: path)
        }
        let held = Set(platform.accuracy.kernels.keys)
        guard platform.work != nil || platform.adaptation != nil || held == Set(predictors.map(\.scope)) else {
            let names = held.symmetricDifference(predictors.map(\.scope)).map(\.name).sorted()
            throw PredictionError(
                .malformed(
                    "expected a predictor for each accuracy, found only one of them for "
                        + names.joined(separator: ", ")), at: path)
        }
        return platform
    }

    /// Writes a platform into a folder of its id; it appears there whole, in the place of an older one, which is never
    /// missing meanwhile.
    public static func write(_ platform: Platform, into pool: String) throws(PredictionError) {
        try make(pool)
        removeLeftovers(of: platform.id, in: pool)
        let partial = try makePartial(of: platform.id, in: pool)
        // What it holds in the end is the older platform, or what could not be written.
        defer { remove(partial) }
        for predictor in platform.predictors.predictors.values {
            try write(predictor.file.bytes, to: "\(partial)/\(predictor.scope.name)\(suffix)")
        }
        if let adaptation = platform.adaptation {
            let measured = adaptation.measurements.map { ($0.workload, $0.milliseconds, $0.repeatDeviation) }
            try write(Array(WorkloadTable.text(measured).utf8), to: "\(partial)/\(measurementFile)")
        }
        if let work = platform.work { try write(work.file.bytes, to: "\(partial)/\(workFile)") }
        try write(platform.json.bytes(.indented) + [0x0A], to: "\(partial)/\(description)")
        let folder = "\(pool)/\(platform.id)"
        do throws(SystemError) {
            if unsafe access(folder, F_OK) == 0 { return try FileBytes.exchange(partial, folder) }
            guard unsafe rename(partial, folder) == 0 else { throw SystemError(number: errno) }
        } catch {
            throw PredictionError(.unwritable(error.message), at: folder)
        }
    }

    /// A new folder to write a platform in. Its hidden name is no platform's, should the writing end half-way.
    private static func makePartial(of id: String, in pool: String) throws(PredictionError) -> String {
        var path = ""
        for attempt in 0..<FileBytes.attemptCount {
            path = "\(pool)/.\(id).\(getpid()).\(attempt).\(partialSuffix)"
            if unsafe mkdir(path, 0o777) == 0 { return path }
            guard errno == EEXIST else { break }
        }
        throw PredictionError(.unwritable(SystemError(number: errno).message), at: path)
    }

    /// Removes what processes that are gone have left of a platform.
    private static func removeLeftovers(of id: String, in pool: String) {
        for name in (try? FileBytes.names(inFolder: pool.utf8)) ?? [] {
            let name = String(decoding: name, as: UTF8.self)
            guard name.hasPrefix(".\(id).") else { continue }
            let words = name.dropFirst(id.utf8.count + 2).split(separator: ".", omittingEmptySubsequences: false)
            guard words.count == 3, words[2] == partialSuffix, Int(words[1]) != nil, let process = Int32(words[0]),
                process > 0, kill(process, 0) != 0, errno == ESRCH
            else { continue }
            remove("\(pool)/\(name)")
        }
    }

    private static func work(in folder: String) throws(PredictionError) -> WorkPredictor? {
        let path = "\(folder)/\(workFile)"
        guard unsafe access(path, F_OK) == 0 else { return nil }
        let file = try SafeTensors(contentsOf: path)
        do throws(PredictionError) { return try WorkPredictor(file) } catch { throw error.within(path) }
    }

    /// What the platform was adapted to, and from which platforms of the same pool; nil for one that was trained.
    private func adaptation(in folder: String, _ reader: JSONReader) throws -> Adaptation? {
        guard let names = try reader.optional("sources") else { return nil }
        let path = "\(folder)/\(Self.measurementFile)"
        var sources: [Platform] = []
        let all = platforms()
        for element in try names.elements() {
            let name = try element.string()
            guard let entry = all.first(where: { $0.id == name }), entry.folder != folder else {
                throw element.error("expected a platform of the pool, found \"\(name)\"")
            }
            sources.append(try read(entry.folder))
        }
        let measured: [WorkloadTable.Row]
        do throws(MeasurementError) { measured = try WorkloadTable.read(contentsOf: path) } catch {
            throw PredictionError(.malformed(error.description), at: folder)
        }
        let threads = try reader.member("threads").integer()
        do throws(PredictionError) {
            return try Adaptation(
                sources: sources,
                measurements: measured.map {
                    Adaptation.Measured(
                        $0.workload, milliseconds: $0.milliseconds, repeatDeviation: $0.repeatDeviation)
                }, threads: threads)
        } catch { throw error.within(path) }
    }

    private static let measurementFile = "measurements.csv"
    private static let workFile = "work.safetensors"
    private static let description = "platform.json"
    private static let suffix = ".safetensors"
    private static let partialSuffix = "partial"

    /// Makes a folder, and those that it lies in.
    private static func make(_ folder: String) throws(PredictionError) {
        if let end = folder.lastIndex(of: "/"), end > folder.startIndex, unsafe access(folder, F_OK) != 0 {
            let parent = String(folder[..<end])
            if unsafe access(parent, F_OK) != 0 { try make(parent) }
        }
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
        let names = (try? FileBytes.names(inFolder: folder.utf8)) ?? []
        return names.map { String(decoding: $0, as: UTF8.self) }.filter { !$0.hasPrefix(".") }
    }
}
