import JSONText
import Reporting

/// The index of a batch as CSV, as a page and as a database, which grow with the lines of `index.jsonl`.
struct BatchIndex: ~Copyable {
    private let page: HTMLIndex
    private let platformCount: Int
    private let table: PartialFile
    private let html: PartialFile
    private var database: IndexDatabase
    private var csvText = IndexRow.csvTitles
    private var htmlText: String

    private static let bufferByteCount = 1 << 16

    /// - Parameter limit: how many models there are at most.
    init(in folder: BatchFolder, platforms: [String], atMost limit: Int) throws(LatencyKitError) {
        let table = try PartialFile("\(folder.path)/index.csv")
        let html = try PartialFile("\(folder.path)/index.html")
        database = try IndexDatabase(path: "\(folder.path)/index.sqlite")
        self.table = table
        self.html = html
        page = HTMLIndex(platforms: platforms, toolVersion: toolVersion)
        platformCount = platforms.count
        // Room for the head: how many models it tells of is known at the end alone.
        let longestHead = page.head(modelCount: limit, failureCount: limit)
        htmlText = String(repeating: " ", count: longestHead.utf8.count)
    }

    /// Adds what an earlier run wrote.
    mutating func add(linesOf path: String) throws(LatencyKitError) {
        guard var lines = FileLines(path) else { throw LatencyKitError(.badInput, path: path, SystemWord.last) }
        var rows: [IndexRow] = []
        while let line = try lines.next() {
            let row = try Self.row(line, path)
            rows.append(row)
            if case .entry = row.outcome, rows.count < platformCount { continue }
            try add(rows)
            rows = []
        }
    }

    private static func row(_ line: [UInt8], _ path: String) throws(LatencyKitError) -> IndexRow {
        do { return try IndexRow(parsing: line) } catch {
            throw LatencyKitError(.defect, path: path, error.message, location: error.place)
        }
    }

    /// Adds a model: a row for each platform, or one that says why there is none.
    mutating func add(_ rows: [IndexRow]) throws(LatencyKitError) {
        for row in rows {
            csvText += row.csvLine
            try database.add(row)
        }
        htmlText += page.row(rows)
        if csvText.utf8.count > Self.bufferByteCount { try write() }
    }

    private mutating func write() throws(LatencyKitError) {
        try table.append(Array(csvText.utf8))
        try html.append(Array(htmlText.utf8))
        (csvText, htmlText) = ("", "")
    }

    /// Gives the files their names.
    consuming func finish(_ summary: BatchSummary) throws(LatencyKitError) {
        htmlText += page.foot
        try write()
        let head = page.head(modelCount: summary.modelCount, failureCount: summary.failureCount)
        try html.replaceStart(by: Array(head.utf8))
        try table.finish()
        try html.finish()
        try database.finish()
    }
}
