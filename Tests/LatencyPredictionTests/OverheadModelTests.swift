import KernelFormation
import Testing

@testable import LatencyPrediction

@Suite struct OverheadModelTests {
    private static let conv = Predictor.Scope(.conv)
    private static let depthwise = Predictor.Scope(.dwconv)

    /// Networks of 10 to 40 kernels with varying parts of two types.
    private static let networks = (0..<40).map { index in
        var network = OverheadModel.Network(otherKernels: index % 3)
        for kernel in 0..<(10 + index % 31) {
            network.add(
                0.1 + 0.01 * Double((kernel * 7 + index) % 13), kernel % (2 + index % 5) == 0 ? depthwise : conv)
        }
        return network
    }

    private static func latency(_ network: OverheadModel.Network, scales: [Predictor.Scope: Double]) -> Double {
        2 + 0.05 * Double(network.kernels) + 0.03 * Double(network.otherKernels)
            + network.parts.reduce(0) { $0 + $1.milliseconds * (scales[$1.scope] ?? 1) }
    }

    @Test func recoversWhatNetworksAddWhereAllKernelsScaleAlike() {
        let latencies = Self.networks.map { Self.latency($0, scales: [Self.conv: 1.2, Self.depthwise: 1.2]) }
        let model = OverheadModel(fitting: Self.networks, latencies: latencies)
        #expect(abs(model.constantMilliseconds - 2) < 1e-6)
        #expect(abs(model.kernelMilliseconds - 0.05) < 1e-6)
        #expect(abs(model.otherKernelMilliseconds - 0.03) < 1e-6)
        #expect(abs(model.scale(of: Self.depthwise) - 1.2) < 1e-6)
        for (network, latency) in zip(Self.networks, latencies) {
            #expect(abs(model.total(network) / latency - 1) < 1e-6)
        }
    }

    @Test func letsOneTypeTakeLongerThanAnother() {
        let latencies = Self.networks.map { Self.latency($0, scales: [Self.conv: 1, Self.depthwise: 1.5]) }
        let model = OverheadModel(fitting: Self.networks, latencies: latencies)
        // The penalty draws them together, but not so far that networks suffer.
        #expect(model.scale(of: Self.depthwise) - model.scale(of: Self.conv) > 0.15)
        for (network, latency) in zip(Self.networks, latencies) {
            #expect(abs(model.total(network) / latency - 1) < 0.04)
        }
    }

    @Test func hasNoOverheadOfAnEmptyNetworkButTheConstant() {
        let model = OverheadModel(
            constantMilliseconds: 1, kernelMilliseconds: 0.5, scale: 2, otherKernelMilliseconds: 3)
        #expect(model.overhead(OverheadModel.Network()) == 1)
    }
}
