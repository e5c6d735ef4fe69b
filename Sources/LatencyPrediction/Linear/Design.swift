/// A table of double-precision numbers, row by row: one row per measurement, one column per term of a linear model.
public struct Design: Sendable, Hashable {
    public let rows: Int
    public let columns: Int
    /// rows · columns elements.
    public var elements: [Double]

    public init(rows: Int, columns: Int, elements: [Double]) {
        precondition(elements.count == rows * columns, "a design has rows · columns elements")
        self.rows = rows
        self.columns = columns
        self.elements = elements
    }

    /// The linear model's value for each row, given a weight for each column.
    func values(_ weights: [Double]) -> [Double] {
        precondition(weights.count == columns, "a weight for each column")
        return (0..<rows).map { row in
            var sum = 0.0
            for column in 0..<columns { sum += elements[row * columns + column] * weights[column] }
            return sum
        }
    }
}
