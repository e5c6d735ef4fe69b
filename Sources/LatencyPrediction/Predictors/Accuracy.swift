/// How close predictions came to measurements that they had not seen.
public struct Accuracy: Sendable, Hashable {
    public var count: Int
    /// The parts, from 0 to 1, within 5 and 10 % of the measured time.
    public var within5: Double
    public var within10: Double
    /// The mean of |predicted − measured| / measured.
    public var meanRelativeError: Double
    /// The root of the mean squared error.
    public var rootMeanSquareMilliseconds: Double
    /// The part, from 0 to 1, within the 90 % interval; nil where none was told.
    public var coverage: Double?

    public init(
        count: Int, within5: Double, within10: Double, meanRelativeError: Double, rootMeanSquareMilliseconds: Double,
        coverage: Double? = nil
    ) {
        self.count = count
        self.within5 = within5
        self.within10 = within10
        self.meanRelativeError = meanRelativeError
        self.rootMeanSquareMilliseconds = rootMeanSquareMilliseconds
        self.coverage = coverage
    }

    /// Of nothing.
    public static let none = Accuracy(
        count: 0, within5: 0, within10: 0, meanRelativeError: 0, rootMeanSquareMilliseconds: 0)

    /// Compares milliseconds, of which there is at least one pair; nil of none.
    ///
    /// - Parameter spreads: of each prediction; empty where none is told.
    public init?(predicted: [Double], measured: [Double], spreads: [Predictor.Spread] = []) {
        precondition(predicted.count == measured.count, "one prediction for each measurement")
        guard !measured.isEmpty else { return nil }
        let errors = zip(predicted, measured).map { abs($0 - $1) / $1 }
        let squares = zip(predicted, measured).map { ($0 - $1) * ($0 - $1) }
        let count = Double(errors.count)
        let covered = zip(spreads, zip(measured, predicted)).count { $0.contains($1.0, predicted: $1.1) }
        self.init(
            count: errors.count, within5: Double(errors.count { $0 <= 0.05 }) / count,
            within10: Double(errors.count { $0 <= 0.1 }) / count, meanRelativeError: errors.reduce(0, +) / count,
            rootMeanSquareMilliseconds: (squares.reduce(0, +) / count).squareRoot(),
            coverage: spreads.isEmpty ? nil : Double(covered) / count)
    }
}
