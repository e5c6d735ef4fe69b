import Testing

@testable import LatencyPrediction

@Suite struct NonNegativeLeastSquaresTests {
    struct Example: CustomTestStringConvertible {
        let testDescription: String
        let a: Design
        let b: [Double]
        let x: [Double]
    }

    /// The last from SciPy 1.17, `scipy.optimize.nnls`.
    static let examples = [
        Example(
            testDescription: "all weights positive", a: Design(rows: 3, columns: 2, elements: [1, 0, 0, 1, 1, 1]),
            b: [1, 2, 3], x: [1, 2]),
        Example(
            testDescription: "a column held at zero", a: Design(rows: 2, columns: 2, elements: [1, 0, 0, 1]),
            b: [3, -2], x: [3, 0]),
        Example(
            testDescription: "a column of zeros", a: Design(rows: 2, columns: 2, elements: [0, 2, 0, 2]), b: [4, 4],
            x: [0, 2]),
        Example(
            testDescription: "a column that enters and leaves",
            a: Design(rows: 4, columns: 3, elements: [1, 1, 2, 10, 11, -9, -1, 0, 0, -5, 6, -7]), b: [-1, 11, 0, 1],
            x: [0.461_014_439_096_630_87, 0.561_125_509_070_714_6, 0]),
    ]

    @Test(arguments: examples) func findsTheWeights(_ example: Example) {
        let x = NonNegativeLeastSquares.solve(example.a, example.b)
        #expect(zip(x, example.x).allSatisfy { abs($0 - $1) <= 1e-9 }, "\(x)")
    }

    /// Karush, Kuhn and Tucker: no weight is negative, and no step within what is allowed makes the residual smaller.
    @Test(arguments: 0..<20) func meetsTheConditionsOfTheOptimum(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let (rows, columns) = (40, 12)
        var elements = (0..<rows * columns).map { _ in abs(generator.normal()) }
        for row in 0..<rows {
            // Columns of very different length, and two that almost depend on each other.
            elements[row * columns] *= 1e9
            elements[row * columns + 2] = elements[row * columns + 1] * (1 + 1e-7 * generator.normal())
        }
        let a = Design(rows: rows, columns: columns, elements: elements)
        let b = (0..<rows).map { _ in generator.normal() + 0.5 }
        let x = NonNegativeLeastSquares.solve(a, b)
        let residual = zip(a.values(x), b).map { $1 - $0 }
        for column in 0..<columns {
            let length = (0..<rows).reduce(0) {
                $0 + a.elements[$1 * columns + column] * a.elements[$1 * columns + column]
            }
            .squareRoot()
            let slope = (0..<rows).reduce(0) { $0 + a.elements[$1 * columns + column] * residual[$1] } / length
            #expect(x[column] >= 0)
            #expect(x[column] > 0 ? abs(slope) <= 1e-6 : slope <= 1e-6, "column \(column): \(slope)")
        }
    }

    @Test func scalesFitRelativeErrors() {
        let a = Design(rows: 2, columns: 1, elements: [1, 1])
        let x = NonNegativeLeastSquares.solve(a, [1, 100], scales: [1, 0.01])
        // Minimises (x − 1)² + (x/100 − 1)².
        #expect(abs(x[0] - 1.01 / 1.0001) <= 1e-12)
    }
}
