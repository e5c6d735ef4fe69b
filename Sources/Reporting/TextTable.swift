/// Rows of text with aligned columns.
struct TextTable {
    /// Where a column's cells stand.
    enum Alignment {
        case left, right
    }

    private let columns: [(title: String, alignment: Alignment)]
    private var rows: [[String]] = []

    init(_ columns: [(title: String, alignment: Alignment)]) { self.columns = columns }

    /// Adds a row of as many cells as there are columns.
    mutating func add(_ cells: [String]) {
        precondition(cells.count == columns.count, "a row has a cell per column")
        rows.append(cells)
    }

    /// The table, a line per row under the titles, without trailing spaces.
    var text: String {
        let all = [columns.map(\.title)] + rows
        let widths = columns.indices.map { column in all.reduce(0) { max($0, $1[column].count) } }
        return all.map { cells in
            var line = ""
            for (column, cell) in cells.enumerated() {
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                if column > 0 { line += "  " }
                line += columns[column].alignment == .right ? padding + cell : cell + padding
            }
            while line.last == " " { line.removeLast() }
            return line + "\n"
        }.joined()
    }
}

extension Double {
    /// The number with a fixed count of decimals, without Foundation: `1234.50`.
    func text(decimals: Int) -> String {
        guard isFinite, abs(self) < 1e15 else { return description }
        let scale = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
        let digits = String(Int((abs(self) * scale).rounded()))
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        let sign = self < 0 && digits.contains { $0 != "0" } ? "-" : ""
        return sign + padded.dropLast(decimals) + (decimals > 0 ? "." + padded.suffix(decimals) : "")
    }

    /// Milliseconds with three significant digits: `0.0123`, `1.23`, `123`.
    var milliseconds: String {
        let size = abs(self)
        return text(decimals: size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3)
    }

    /// A fraction as a percentage with one decimal: `12.3 %`.
    var percent: String { (self * 100).text(decimals: 1) + " %" }
}

extension Int {
    /// The number with its unit prefix and three significant digits: `300 M`.
    var scaled: String {
        let steps: [(size: Double, prefix: String)] = [(1e12, " T"), (1e9, " G"), (1e6, " M"), (1e3, " k")]
        guard let step = steps.first(where: { Double(magnitude) >= $0.size }) else { return String(self) }
        let value = Double(self) / step.size
        return value.text(decimals: value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2) + step.prefix
    }
}
