import Glibc
import JSONText
import Reporting

/// How far an earlier run over the same files came: the models whose lines stand whole in the journal that it left.
struct BatchJournal {
    private(set) var summary = BatchSummary()
    /// The place in the list of the first file that is still to do.
    private(set) var nextPlace = 0
    /// The bytes of the journal that count.
    private(set) var byteCount = 0

    /// A run from the start.
    init() {}

    /// Reads what an earlier run left, as it was killed or after its end.
    ///
    /// - Throws: `LatencyKitError` of kind `usage` where the lines are of other files than the list's.
    init(of folder: BatchFolder, _ list: ModelList, platformCount: Int) throws(LatencyKitError) {
        let partialPath = "\(folder.journalPath).partial"
        // A run that ended is gone on with too: files may have come since.
        let hasEnded = unsafe access(partialPath, F_OK) != 0
        guard var lines = FileLines(hasEnded ? folder.journalPath : partialPath) else { return }
        try read(&lines, list, platformCount: platformCount)
        guard hasEnded else { return }
        guard unsafe rename(folder.journalPath, partialPath) == 0 else {
            throw LatencyKitError(.writeFailed, path: folder.journalPath, SystemWord.last)
        }
    }

    private mutating func read(
        _ lines: inout FileLines, _ list: ModelList, platformCount: Int
    ) throws(LatencyKitError) {
        var entryCount = 0
        while let line = try lines.next() {
            // A disk that lost power may hold anything behind the last line that is whole.
            guard let row = try? IndexRow(parsing: line) else { return }
            if entryCount == 0 { try advance(to: row, in: list, lines.path) }
            if case .failure(let failure) = row.outcome {
                summary.failureCount += 1
                summary.failures.insert(LatencyKitError.Kind(rawValue: failure.kind) ?? .badInput)
            } else {
                entryCount += 1
                guard entryCount == platformCount else { continue }
                summary.modelCount += 1
                entryCount = 0
            }
            nextPlace += 1
            byteCount = lines.byteOffset
        }
    }

    /// Goes to the row's file in the list; what lies before it was no model.
    private mutating func advance(to row: IndexRow, in list: ModelList, _ path: String) throws(LatencyKitError) {
        while nextPlace < list.count {
            let entry = list[nextPlace]
            if row.escapedPath.map({ $0 == entry.name.escaped }) ?? (row.path == entry.name.text) { return }
            guard !entry.isNamed else { break }
            summary.skippedCount += 1
            nextPlace += 1
        }
        throw LatencyKitError(
            .usage, path: path, "expected the files of the run before, found none that is \"\(row.path)\" in its place")
    }
}
