import Glibc
public import KernelFormation

/// What a kernel takes by its traffic and its arithmetic alone: launch + bytes / bandwidth + MACs / rate.
public struct Roofline: Sendable, Hashable {
    public var launchMilliseconds: Double
    public var millisecondsPerMegabyte: Double
    public var millisecondsPerMegaMAC: Double
    /// Of ln(measured / estimated) over the kernels that it was fitted to.
    public var spread: Predictor.Spread

    public init(
        launchMilliseconds: Double, millisecondsPerMegabyte: Double, millisecondsPerMegaMAC: Double,
        spread: Predictor.Spread
    ) {
        self.launchMilliseconds = launchMilliseconds
        self.millisecondsPerMegabyte = millisecondsPerMegabyte
        self.millisecondsPerMegaMAC = millisecondsPerMegaMAC
        self.spread = spread
    }

    /// Where every kernel has a predictor.
    public static let nothing = Roofline(
        launchMilliseconds: 0, millisecondsPerMegabyte: 0, millisecondsPerMegaMAC: 0,
        spread: Predictor.Spread(low: 0, high: 0))

    /// Fits relative errors over measured kernels; no weight is negative.
    public init(fitting kernels: [KernelConfiguration], milliseconds: [Double]) {
        let design = Design(
            rows: kernels.count, columns: 3, elements: kernels.flatMap { [1, $0.megabytes, $0.megaMACs] })
        let weights = NonNegativeLeastSquares.solve(design, milliseconds, scales: milliseconds.map { 1 / $0 })
        self.init(
            launchMilliseconds: weights[0], millisecondsPerMegabyte: weights[1], millisecondsPerMegaMAC: weights[2],
            spread: Predictor.Spread(low: 0, high: 0))
        spread = Predictor.Spread(measured: milliseconds, predicted: kernels.map(self.milliseconds))
    }

    /// The estimate for a kernel.
    func milliseconds(_ kernel: KernelConfiguration) -> Double {
        launchMilliseconds + millisecondsPerMegabyte * kernel.megabytes + millisecondsPerMegaMAC * kernel.megaMACs
    }
}

extension KernelConfiguration {
    /// Read and written, in the file's element type.
    fileprivate var megabytes: Double { (Double(bytesRead) + Double(bytesWritten)) / 1e6 }
    fileprivate var megaMACs: Double { Double(multiplyAccumulates) / 1e6 }
}

extension Predictor.Spread {
    /// Quantiles of ln(measured / predicted); both are positive, and there is at least one pair.
    public init(measured: [Double], predicted: [Double]) {
        let ratios = zip(measured, predicted).map { log($0 / $1) }
        self.init(low: ratios.quantile(0.05), high: ratios.quantile(0.95))
    }
}
