/// Brings each column of a table to mean 0 and deviation 1, after clamping it to the range it was fitted on.
public struct Standardizer: Sendable, Hashable {
    public var means: [Float]
    /// 1 for a column that never changes.
    public var deviations: [Float]
    public var minima: [Float]
    public var maxima: [Float]

    public init(means: [Float], deviations: [Float], minima: [Float], maxima: [Float]) {
        precondition(
            means.count == deviations.count && means.count == minima.count && means.count == maxima.count,
            "one of each per column")
        self.means = means
        self.deviations = deviations
        self.minima = minima
        self.maxima = maxima
    }

    /// Fits on the rows of a table, of which there is at least one.
    public init(fitting table: Matrix) {
        precondition(table.rows > 0, "a fit needs rows")
        let columns = table.columns
        var sums = Array(repeating: 0.0, count: columns)
        var squares = sums
        var minima = Array(repeating: Float.infinity, count: columns)
        var maxima = Array(repeating: -Float.infinity, count: columns)
        for row in 0..<table.rows {
            for column in 0..<columns {
                let value = table[row, column]
                sums[column] += Double(value)
                minima[column] = min(minima[column], value)
                maxima[column] = max(maxima[column], value)
            }
        }
        let means = sums.map { $0 / Double(table.rows) }
        for row in 0..<table.rows {
            for column in 0..<columns {
                let distance = Double(table[row, column]) - means[column]
                squares[column] += distance * distance
            }
        }
        let deviations = squares.map { ($0 / Double(table.rows)).squareRoot() }
        self.init(
            means: means.map(Float.init), deviations: deviations.map { $0 < 1e-6 ? 1 : Float($0) }, minima: minima,
            maxima: maxima)
    }

    /// The table, column by column clamped and brought to the fitted scale.
    public func callAsFunction(_ table: Matrix) -> Matrix {
        precondition(table.columns == means.count, "the columns that it was fitted on")
        var result = table
        for row in 0..<table.rows {
            for column in means.indices {
                let value = min(max(table[row, column], minima[column]), maxima[column])
                result[row, column] = (value - means[column]) / deviations[column]
            }
        }
        return result
    }
}
