import Glibc

/// What a platform's work model leaves of workloads that were measured, carried to workloads near them: a Gaussian
/// process. A workload that was measured keeps its own.
struct ResidualProcess: Sendable, Hashable {
    /// The process's deviation, its length, and the deviation of what is a workload's own.
    static let deviation = 0.04
    static let length = 0.6
    static let ownDeviation = 0.02
    /// A residual beyond this is a fault of the measurement.
    static let limit = 0.3

    /// The measured workloads.
    var points: [Descriptor]
    /// ln(measured / modelled) of each.
    var residuals: [Double]
    /// (K + σ²)⁻¹ · residuals.
    var weights: [Double]

    init(points: [Descriptor], residuals: [Double], weights: [Double]) {
        self.points = points
        self.residuals = residuals
        self.weights = weights
    }

    /// The process of each row of residuals over the same workloads; a row's nil was not measured.
    static func all(_ points: [Descriptor], residuals: [[Double?]]) -> [ResidualProcess] {
        var full: Cholesky?
        return residuals.map { row in
            let known = row.indices.filter { row[$0] != nil }
            let kept = known.map { points[$0] }
            let values = known.map { min(max(row[$0] ?? 0, -limit), limit) }
            if known.count == points.count, full == nil { full = Cholesky(covariance(points)) }
            let factor = known.count == points.count ? full : Cholesky(covariance(kept))
            return ResidualProcess(
                points: kept, residuals: values,
                weights: factor?.solve(values) ?? Array(repeating: 0, count: values.count))
        }
    }

    /// ln(actual / modelled), as far as it is known: where the same work was measured, the mean of what was left of it.
    func value(at place: Descriptor) -> Double {
        var sum = 0.0
        var same: (sum: Double, count: Double) = (0, 0)
        for (index, point) in points.enumerated() {
            let square = point.squaredDistance(to: place)
            if square < 1e-9 { same = (same.sum + residuals[index], same.count + 1) }
            sum += weights[index] * Self.kernel(square)
        }
        return same.count > 0 ? same.sum / same.count : sum
    }

    /// What part of a new workload's residual its neighbours do not tell: 0 where it was measured, near 1 far away.
    static func novelty(of places: [Descriptor], known points: [Descriptor]) -> [Double] {
        guard let factor = Cholesky(covariance(points)) else { return places.map { _ in 1 } }
        return places.map { place in
            let squares = points.map { $0.squaredDistance(to: place) }
            if squares.contains(where: { $0 < 1e-9 }) { return 0 }
            let half = factor.forward(squares.map(kernel))
            return 1 - half.reduce(0) { $0 + $1 * $1 } / (deviation * deviation)
        }
    }

    private static func kernel(_ square: Double) -> Double {
        deviation * deviation * matern(square.squareRoot() / length)
    }

    private static func covariance(_ points: [Descriptor]) -> SquareMatrix {
        var result = SquareMatrix(size: points.count, diagonal: ownDeviation * ownDeviation)
        for row in points.indices {
            for column in 0...row {
                let value = kernel(points[row].squaredDistance(to: points[column]))
                result[row, column] += value
                if column < row { result[column, row] = result[row, column] }
            }
        }
        return result
    }
}
