/// Rows of text with aligned columns.
struct TextTable {
    /// Where a column's cells stand.
    enum Alignment {
        case left, right
    }

    private struct Row {
        var cells: [String]
        /// Of single cells, by column.
        var colors: [Int: TerminalStyle.Color] = [:]
    }

    private let columns: [(title: String, alignment: Alignment)]
    private var rows: [Row] = []

    init(_ columns: [(title: String, alignment: Alignment)]) { self.columns = columns }

    /// Adds a row of as many cells as there are columns.
    mutating func add(_ cells: [String], colors: [Int: TerminalStyle.Color] = [:]) {
        precondition(cells.count == columns.count, "a row has a cell per column")
        rows.append(Row(cells: cells, colors: colors))
    }

    /// The table, a line per row under the titles, without trailing spaces.
    var text: String { text(.plain) }

    /// The table as a terminal shows it: where it is too wide, the last column is cut, then left out with those before
    /// it.
    func text(_ style: TerminalStyle) -> String {
        let titles = Row(cells: columns.map(\.title), colors: [:])
        let all = [titles] + rows
        let widths = fitted(columns.indices.map { column in all.reduce(0) { max($0, $1.cells[column].count) } }, style)
        return all.enumerated().map { index, row in
            var line = ""
            for (column, width) in widths.enumerated() {
                let cell = row.cells[column].cut(to: width)
                let padding = String(repeating: " ", count: width - cell.count)
                let shown = style.colored(cell, index == 0 ? .strong : row.colors[column])
                if column > 0 { line += "  " }
                line += columns[column].alignment == .right ? padding + shown : shown + padding
            }
            while line.last == " " { line.removeLast() }
            return line + "\n"
        }.joined()
    }

    /// The widths of the columns that are shown.
    private func fitted(_ widths: [Int], _ style: TerminalStyle) -> [Int] {
        guard let limit = style.width else { return widths }
        let leastWidth = 12
        var shown = widths
        while shown.count > 1 {
            let rest = limit - shown.dropLast().reduce(0) { $0 + $1 + 2 }
            let last = shown[shown.count - 1]
            if rest >= min(last, leastWidth) {
                shown[shown.count - 1] = min(last, rest)
                return shown
            }
            shown.removeLast()
        }
        return shown
    }
}

extension String {
    /// The text where it is short enough, else its beginning and an ellipsis.
    fileprivate func cut(to width: Int) -> String { count <= width ? self : prefix(width - 1) + "…" }
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
