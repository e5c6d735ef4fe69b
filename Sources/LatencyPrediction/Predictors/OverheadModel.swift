/// What a whole network takes beside the sum of its kernels: a + b·kernels + Σ (c + d − 1)·kernel, and for each kernel of
/// a type without a predictor, such as a stand-alone elementwise operator, its own time. c is common; d belongs to the
/// kernel's predictor, and is drawn towards 0.
public struct OverheadModel: Sendable, Hashable {
    /// a
    public var constantMilliseconds: Double
    /// b, for each kernel that a predictor is for.
    public var kernelMilliseconds: Double
    /// c, which the sum of those kernels is multiplied by.
    public var scale: Double
    /// d, by what the predictor is for; 0 where none stands.
    public var scaleDeviations: [Predictor.Scope: Double]
    /// For each other kernel that runs.
    public var otherKernelMilliseconds: Double

    public init(
        constantMilliseconds: Double, kernelMilliseconds: Double, scale: Double,
        scaleDeviations: [Predictor.Scope: Double] = [:], otherKernelMilliseconds: Double
    ) {
        self.constantMilliseconds = constantMilliseconds
        self.kernelMilliseconds = kernelMilliseconds
        self.scale = scale
        self.scaleDeviations = scaleDeviations
        self.otherKernelMilliseconds = otherKernelMilliseconds
    }

    /// Of a platform that is measured in wholes.
    public static let none = OverheadModel(
        constantMilliseconds: 0, kernelMilliseconds: 0, scale: 1, otherKernelMilliseconds: 0)

    /// A network of which the kernels' times are known.
    struct Network: Sendable {
        /// How many kernels a predictor is for.
        private(set) var kernels = 0
        /// How many others run.
        var otherKernels = 0
        /// Of the former, by predictor: so few that to go through them costs less than to hash one.
        private(set) var parts: [(scope: Predictor.Scope, milliseconds: Double)] = []

        /// Of all kernels that a predictor is for.
        var sumMilliseconds: Double { parts.map(\.milliseconds).sorted().reduce(0, +) }

        /// Counts a kernel that a predictor is for.
        mutating func add(_ milliseconds: Double, _ scope: Predictor.Scope) {
            kernels += 1
            for place in parts.indices where parts[place].scope == scope {
                parts[place].milliseconds += milliseconds
                return
            }
            parts.append((scope, milliseconds))
        }
    }

    /// A deviation of 1 counts as much as this many networks that are wrong by 100 %.
    private static let deviationPenalty = 0.3

    /// Fits relative errors; only deviations may be negative.
    init(fitting networks: [Network], latencies: [Double]) {
        let scopes = Set(networks.flatMap { $0.parts.map(\.scope) }).sorted { $0.name < $1.name }
        // A deviation is the difference of two weights that are not negative.
        let columns = 4 + 2 * scopes.count
        var elements: [Double] = []
        for network in networks {
            elements += [1, Double(network.kernels), network.sumMilliseconds, Double(network.otherKernels)]
            for scope in scopes {
                let sum = network.parts.first { $0.scope == scope }?.milliseconds ?? 0
                elements += [sum, -sum]
            }
        }
        for column in 4..<columns {
            var row = Array(repeating: 0.0, count: columns)
            row[column] = Self.deviationPenalty.squareRoot()
            elements += row
        }
        let penalties = Array(repeating: 0.0, count: 2 * scopes.count)
        let weights = NonNegativeLeastSquares.solve(
            Design(rows: networks.count + penalties.count, columns: columns, elements: elements),
            latencies + penalties, scales: latencies.map { 1 / $0 } + penalties.map { _ in 1 })
        let deviations = scopes.indices.map { weights[4 + 2 * $0] - weights[5 + 2 * $0] }
        self.init(
            constantMilliseconds: weights[0], kernelMilliseconds: weights[1], scale: weights[2],
            scaleDeviations: Dictionary(uniqueKeysWithValues: zip(scopes, deviations)),
            otherKernelMilliseconds: weights[3])
    }

    /// The whole network's milliseconds.
    func total(_ network: Network) -> Double {
        network.sumMilliseconds + overhead(network) + otherKernelMilliseconds * Double(network.otherKernels)
    }

    /// What is neither a kernel's time nor that of another kernel; it may be negative.
    func overhead(_ network: Network) -> Double {
        // Sorted, so that the sum does not depend on the order of kernels.
        let scaled = network.parts.map { (scale(of: $0.scope) - 1) * $0.milliseconds }.sorted().reduce(0, +)
        return constantMilliseconds + kernelMilliseconds * Double(network.kernels) + scaled
    }

    /// c + d: what the times of a predictor's kernels are multiplied by within a network.
    public func scale(of scope: Predictor.Scope) -> Double { scale + (scaleDeviations[scope] ?? 0) }
}
