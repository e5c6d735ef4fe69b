import Testing

@testable import LatencyPrediction

/// Expects the gradient of a function at a point to equal its central differences, to 2 in 1,000 of the greatest.
func expectGradient(
    of point: [Float], equals gradient: [Float], step: Float = 1e-2, sourceLocation: SourceLocation = #_sourceLocation,
    _ function: ([Float]) -> Float
) {
    let scale = max(1, gradient.map(abs).max() ?? 0)
    for index in point.indices {
        var above = point
        var below = point
        above[index] += step
        below[index] -= step
        let difference = (function(above) - function(below)) / (above[index] - below[index])
        #expect(abs(difference - gradient[index]) <= 2e-3 * scale, "at \(index)", sourceLocation: sourceLocation)
    }
}

extension Matrix {
    /// Numbers of the standard normal distribution.
    static func random(_ rows: Int, _ columns: Int, _ generator: inout SeededGenerator) -> Matrix {
        Matrix(rows: rows, columns: columns, elements: (0..<rows * columns).map { _ in Float(generator.normal()) })
    }
}
