/// What a whole network takes beside the sum of its kernels: a + b·kernels + (c − 1)·sum, and for each kernel of a type
/// without a predictor, such as a stand-alone elementwise operator, its own time.
public struct OverheadModel: Sendable, Hashable {
    /// a
    public var constantMilliseconds: Double
    /// b, for each kernel that a predictor is for.
    public var kernelMilliseconds: Double
    /// c, which the sum of those kernels is multiplied by.
    public var scale: Double
    /// For each other kernel that runs.
    public var otherKernelMilliseconds: Double

    public init(
        constantMilliseconds: Double, kernelMilliseconds: Double, scale: Double, otherKernelMilliseconds: Double
    ) {
        self.constantMilliseconds = constantMilliseconds
        self.kernelMilliseconds = kernelMilliseconds
        self.scale = scale
        self.otherKernelMilliseconds = otherKernelMilliseconds
    }

    /// A network of which the kernels' times are known.
    struct Network: Sendable {
        /// How many kernels a predictor is for, and how many others run.
        var kernels: Int
        var otherKernels: Int
        /// Of the former.
        var sumMilliseconds: Double
    }

    /// Fits relative errors; no weight is negative.
    init(fitting networks: [Network], latencies: [Double]) {
        let design = Design(
            rows: networks.count, columns: 4,
            elements: networks.flatMap { [1, Double($0.kernels), $0.sumMilliseconds, Double($0.otherKernels)] })
        let weights = NonNegativeLeastSquares.solve(design, latencies, scales: latencies.map { 1 / $0 })
        self.init(
            constantMilliseconds: weights[0], kernelMilliseconds: weights[1], scale: weights[2],
            otherKernelMilliseconds: weights[3])
    }

    /// The whole network's milliseconds.
    func total(_ network: Network) -> Double {
        network.sumMilliseconds + overhead(network) + otherKernelMilliseconds * Double(network.otherKernels)
    }

    /// What is neither a kernel's time nor that of another kernel; it may be negative.
    func overhead(_ network: Network) -> Double {
        constantMilliseconds + kernelMilliseconds * Double(network.kernels) + (scale - 1) * network.sumMilliseconds
    }
}
