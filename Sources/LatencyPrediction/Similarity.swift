import Glibc
import Measurements

/// How alike a platform of the pool and measurements are, for one kind of workload.
public struct Similarity: Sendable, Hashable {
    public var platform: String
    /// Σ p ln(p / q), p what the platform predicts and q what was measured, each brought to the sum 1: the least is the
    /// most similar (LitePred, NSDI 2024).
    public var divergence: Double
    /// The standard deviation of ln(measured / predicted): what no common factor explains.
    public var deviation: Double

    public init(platform: String, divergence: Double, deviation: Double) {
        self.platform = platform
        self.divergence = divergence
        self.deviation = deviation
    }

    /// Compares times in milliseconds, of which there is at least one pair. A prediction of 0 or less counts as the
    /// smallest time there is, so that it makes neither infinite.
    public init(platform: String, predicted: [Double], measured: [Double]) {
        let least = (measured.min() ?? 1) * 1e-6
        let predicted = predicted.map { max($0, least) }
        let (sumP, sumQ) = (predicted.reduce(0, +), measured.reduce(0, +))
        divergence = zip(predicted, measured).reduce(0) { sum, pair in
            let (p, q) = (pair.0 / sumP, pair.1 / sumQ)
            return sum + p * log(p / q)
        }
        let ratios = zip(predicted, measured).map { log($1 / $0) }
        let mean = ratios.reduce(0, +) / Double(max(ratios.count, 1))
        let squares = ratios.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        deviation = (squares / Double(max(ratios.count, 1))).squareRoot()
        self.platform = platform
    }

    /// A kind of workload, and the platforms by what no common factor explains: the most similar first.
    public struct Ranking: Sendable, Hashable {
        public var group: String
        public var count: Int
        public var platforms: [Similarity]

        public init(group: String, count: Int, platforms: [Similarity]) {
            self.group = group
            self.count = count
            self.platforms = platforms
        }
    }

    /// The fewest measurements that tell platforms apart.
    public static let leastMeasurements = 3

    /// The rankings of each kind of workload that was measured often enough.
    public static func rankings(of platforms: [Platform], by measurements: [Adaptation.Measured]) -> [Ranking] {
        let groups = Dictionary(grouping: measurements, by: \.workload.group)
        return groups.sorted { $0.key < $1.key }.compactMap { group, measurements in
            guard measurements.count >= leastMeasurements else { return nil }
            let measured = measurements.map(\.milliseconds)
            let all = platforms.map { platform in
                Similarity(
                    platform: platform.id,
                    predicted: platform.forecasts(measurements.map(\.workload)).map { exp($0) }, measured: measured)
            }
            return Ranking(
                group: group, count: measurements.count,
                platforms: all.sorted { ($0.deviation, $0.platform) < ($1.deviation, $1.platform) })
        }
    }
}
