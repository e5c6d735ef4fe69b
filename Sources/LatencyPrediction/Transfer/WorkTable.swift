import Glibc

/// The work of many workloads, scaled to what is typical: x (workloads, terms), in milliseconds of a middling core.
struct WorkTable: Sendable {
    let rows: Int
    private let elements: [Double]

    init(_ works: [Work]) {
        let typical = WorkTerm.allCases.map(\.typicalMilliseconds)
        rows = works.count
        elements = works.flatMap { zip($0.amounts, typical).map(*) }
    }

    /// For each row ln Σ x · exp(w), and the share of each term in the sum: the logarithm's derivative by w.
    func logarithms(_ model: WorkModel) -> (values: [Double], shares: [Double]) {
        let width = WorkTerm.count
        let factors = model.logarithms.map { exp($0) }
        var values = Array(repeating: 0.0, count: rows)
        var shares = elements
        for row in 0..<rows {
            let start = row * width
            var sum = 0.0
            for column in 0..<width {
                shares[start + column] *= factors[column]
                sum += shares[start + column]
            }
            sum = max(sum, .leastNormalMagnitude)
            for column in 0..<width { shares[start + column] /= sum }
            values[row] = log(sum)
        }
        return (values, shares)
    }
}
