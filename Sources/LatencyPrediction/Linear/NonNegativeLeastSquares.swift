/// argmin ‖A·x − b‖ over x ≥ 0: Lawson and Hanson, "Solving Least Squares Problems" (1974), chapter 23, on the normal
/// equations as Bro and de Jong do (1997). Columns are first brought to length 1.
public enum NonNegativeLeastSquares {
    /// The weight of each column; 0 for a column of zeros.
    ///
    /// - Parameter scales: each row and its target are multiplied by its scale: 1 / target fits relative errors.
    public static func solve(_ a: Design, _ b: [Double], scales: [Double]? = nil) -> [Double] {
        precondition(a.rows == b.count && scales.map { $0.count == b.count } ?? true, "one target for each row")
        var problem = NormalEquations(a, b, scales: scales)
        return problem.solve()
    }
}

/// AᵀA and Aᵀb of columns of length 1, and the search over the set P of columns that are not held at 0.
private struct NormalEquations {
    private let count: Int
    /// AᵀA, (count, count)
    private var gram: [Double]
    /// Aᵀb
    private var correlations: [Double]
    private var lengths: [Double]
    private var passive: [Int] = []

    init(_ a: Design, _ b: [Double], scales: [Double]?) {
        count = a.columns
        gram = Array(repeating: 0, count: count * count)
        correlations = Array(repeating: 0, count: count)
        var row = Array(repeating: 0.0, count: count)
        for index in 0..<a.rows {
            let scale = scales?[index] ?? 1
            for column in 0..<count { row[column] = a.elements[index * count + column] * scale }
            for column in 0..<count where row[column] != 0 {
                let value = row[column]
                correlations[column] += value * b[index] * scale
                for other in 0...column { gram[column * count + other] += value * row[other] }
            }
        }
        lengths = (0..<count).map { [gram, count] in gram[$0 * count + $0].squareRoot() }
        for column in 0..<count where lengths[column] > 0 {
            correlations[column] /= lengths[column]
            for other in 0...column where lengths[other] > 0 {
                gram[column * count + other] /= lengths[column] * lengths[other]
                gram[other * count + column] = gram[column * count + other]
            }
        }
    }

    mutating func solve() -> [Double] {
        var x = Array(repeating: 0.0, count: count)
        let tolerance = 1e-10 * (correlations.map(abs).max() ?? 0)
        var refused: Set<Int> = []
        // Each pass leaves a smaller residual, so no set returns; the limit guards against rounding.
        for _ in 0..<10 * max(count, 1) {
            guard let next = steepest(x, tolerance: tolerance, refused: refused) else { break }
            passive.append(next)
            guard var z = solvePassive(), z[z.count - 1] > 0 else {
                passive.removeLast()
                refused.insert(next)
                continue
            }
            refused = []
            while let reach = firstToVanish(x, z) {
                for (place, column) in passive.enumerated() { x[column] += reach * (z[place] - x[column]) }
                let least = passive.min { x[$0] < x[$1] }
                for column in passive where column == least || x[column] <= 0 { x[column] = 0 }
                passive.removeAll { x[$0] == 0 }
                guard let shorter = solvePassive() else { break }
                z = shorter
            }
            for (place, column) in passive.enumerated() { x[column] = z[place] }
        }
        return (0..<count).map { lengths[$0] > 0 ? x[$0] / lengths[$0] : 0 }
    }

    /// The column outside P along which the residual falls fastest.
    private func steepest(_ x: [Double], tolerance: Double, refused: Set<Int>) -> Int? {
        var best: (column: Int, slope: Double)?
        for column in 0..<count where lengths[column] > 0 && !passive.contains(column) && !refused.contains(column) {
            var slope = correlations[column]
            for other in passive { slope -= gram[column * count + other] * x[other] }
            if slope > max(tolerance, best?.slope ?? 0) { best = (column, slope) }
        }
        return best?.column
    }

    /// How far one may go from x towards z before a weight turns negative; nil where one may go all the way.
    private func firstToVanish(_ x: [Double], _ z: [Double]) -> Double? {
        var reach: Double?
        for (place, column) in passive.enumerated() where z[place] <= 0 {
            reach = min(reach ?? 1, x[column] / max(x[column] - z[place], .leastNormalMagnitude))
        }
        return reach
    }

    /// The unconstrained solution over P by Cholesky's decomposition; nil where its columns depend on each other.
    private func solvePassive() -> [Double]? {
        let size = passive.count
        var l = Array(repeating: 0.0, count: size * size)
        var z = passive.map { correlations[$0] }
        for row in 0..<size {
            for column in 0...row {
                var sum = gram[passive[row] * count + passive[column]]
                for index in 0..<column { sum -= l[row * size + index] * l[column * size + index] }
                if column < row {
                    l[row * size + column] = sum / l[column * size + column]
                } else {
                    guard sum > 1e-12 else { return nil }
                    l[row * size + row] = sum.squareRoot()
                }
            }
            for index in 0..<row { z[row] -= l[row * size + index] * z[index] }
            z[row] /= l[row * size + row]
        }
        for row in (0..<size).reversed() {
            for index in row + 1..<max(size, row + 1) { z[row] -= l[index * size + row] * z[index] }
            z[row] /= l[row * size + row]
        }
        return z
    }
}
