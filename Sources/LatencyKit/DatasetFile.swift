import JSONText
import Measurements
public import Reporting

/// The file that a dataset of kernels is written to.
public struct DatasetFile: Sendable {
    private enum Layout: Sendable {
        case database
        case text(KernelDataset.Layout)
    }

    private let path: String
    private let layout: Layout

    /// - Parameter path: its ending tells the layout; nil for one that is not known.
    public init?(path: String) {
        let ending = path.split(separator: ".").last.map(String.init) ?? ""
        if ending == "sqlite" {
            layout = .database
        } else if let text = KernelDataset.Layout(rawValue: ending) {
            layout = .text(text)
        } else {
            return nil
        }
        self.path = path
    }

    /// Writes the dataset; the file appears whole or not at all.
    ///
    /// A database has the tables `kernels` (a column for each feature, and `count`), `models` and `kernel_models`.
    ///
    /// - Throws: `LatencyKitError` of kind `writeFailed`.
    public func write(_ dataset: KernelDataset, _ columns: KernelDataset.Columns) throws(LatencyKitError) {
        switch layout {
        case .text(let layout):
            try OutputFile(path: path).write(Array(dataset.text(layout, columns).utf8))
        case .database:
            do { try writeDatabase(dataset, columns) } catch { throw LatencyKitError(error, path: path) }
        }
    }

    private func writeDatabase(_ dataset: KernelDataset, _ columns: KernelDataset.Columns) throws(SQLiteError) {
        let rows = dataset.rows(columns)
        let titles = KernelDataset.titles(rows.map(\.titles))
        var file = try SQLiteFile.create(path)
        let names = (titles + ["count"]).map { ", \"\($0)\"" }.joined()
        try file.execute("CREATE TABLE kernels(id INTEGER PRIMARY KEY\(names))")
        try file.execute("CREATE TABLE models(id INTEGER PRIMARY KEY, path TEXT NOT NULL)")
        try file.execute("CREATE TABLE kernel_models(kernel INTEGER NOT NULL, model INTEGER NOT NULL)")
        for (index, row) in rows.enumerated() {
            let cells = Dictionary(zip(row.titles, row.cells), uniquingKeysWith: { first, _ in first })
            let values = titles.map { cells[$0].map(SQLiteFile.Value.init) ?? .null }
            try file.add([.integer(index)] + values + [.integer(row.count)], to: "kernels")
        }
        for (index, path) in dataset.models.enumerated() {
            try file.add([.integer(index), .text(path)], to: "models")
        }
        for (index, row) in rows.enumerated() {
            for model in row.models { try file.add([.integer(index), .integer(model)], to: "kernel_models") }
        }
        try file.finish()
    }
}

extension SQLiteFile.Value {
    /// A number or a text; the elements of a list are separated by spaces.
    fileprivate init(_ value: JSONValue) {
        self =
            switch value {
            case .bool(let flag): .integer(flag ? 1 : 0)
            case .integer(let number): .integer(number)
            case .number(let number): .real(number)
            case .string(let text): .text(text)
            case .array(let elements):
                .text(
                    elements.map { if case .string(let text) = $0 { text } else { $0.text() } }.joined(separator: " "))
            case .null, .object: .null
            }
    }
}
