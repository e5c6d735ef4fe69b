import Glibc
import Measurements
import ModelFormats
import Reporting

/// The folder that a batch writes: an index, and reports under `reports/<platform>/<two digits>/`.
struct BatchFolder: Sendable {
    let path: String
    /// nil where no reports are written.
    let format: ReportFormat?

    var journalPath: String { "\(path)/index.jsonl" }
    var descriptionPath: String { "\(path)/batch.json" }

    /// Makes the folder, and those above it, where they are not there.
    func make() throws(LatencyKitError) { try Self.make(path) }

    /// Writes the report of a file, which is not made where none are written.
    ///
    /// - Parameter number: of the model in the batch, as one file may be named twice.
    /// - Returns: the report's path from the folder; nil where no reports are written.
    func write(
        _ name: FileName, number: Int, _ report: () -> LatencyReport
    ) throws(LatencyKitError) -> String? {
        guard let format else { return nil }
        let report = report()
        let digits = name.digest
        let folder = "reports/\(report.platform.id)/\(digits.prefix(2))"
        let relative = "\(folder)/\(name.plainStem)-\(digits).\(format.ending)"
        var writer = ReportWriter(format: format)
        let text = writer.add(report) + writer.end()
        let file: PartialFile
        do {
            file = try PartialFile("\(path)/\(relative)", mark: ".\(number)")
        } catch {
            // Only now the folder may be missing: asking before each report would cost as much as writing it.
            try Self.make("\(path)/\(folder)")
            file = try PartialFile("\(path)/\(relative)", mark: ".\(number)")
        }
        try file.append(Array(text.utf8))
        try file.finish()
        return relative
    }

    static func make(_ path: String) throws(LatencyKitError) {
        guard unsafe mkdir(path, 0o755) != 0 else { return }
        let number = errno
        if number == ENOENT, let end = path.lastIndex(of: "/"), end != path.startIndex {
            try make(String(path[..<end]))
            guard unsafe mkdir(path, 0o755) != 0 else { return }
        }
        var status = stat()
        guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw LatencyKitError(.writeFailed, path: path, SystemError(number: number).message)
        }
    }
}

extension ReportFormat {
    /// Of file names.
    fileprivate var ending: String {
        switch self {
        case .csv: "csv"
        case .html: "html"
        case .json, .modelExplorer, .trace: "json"
        case .markdown: "md"
        case .table: "txt"
        }
    }
}

extension FileName {
    /// The digest of the path's bytes.
    fileprivate var digest: String { unsafe ModelFormats.digest(of: bytes.span.bytes) }

    /// The last part of the path in letters, digits and `-._` alone, 60 at most.
    fileprivate var plainStem: String {
        let last = bytes[(bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...]
        let plain = last.prefix(60).map { byte -> UInt8 in
            let scalar = Unicode.Scalar(byte)
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            return isPlain || "-._".unicodeScalars.contains(scalar) ? byte : UInt8(ascii: "_")
        }
        return String(decoding: plain, as: UTF8.self)
    }
}
