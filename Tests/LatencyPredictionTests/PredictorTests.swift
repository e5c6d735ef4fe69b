import KernelFormation
import Testing

@testable import LatencyPrediction

@Suite struct PredictorTests {
    /// A predictor with every part that a file can hold.
    static func example() throws -> Predictor {
        let terms = try ["log2(macs)", "kernel"].map(Term.init)
        let ensemble = try TreeEnsemble(
            .init(features: [1, -1, -1], values: [2, -0.25, 0.25], children: [1, 0, 0], roots: [0]), base: 0.5,
            featureCount: 2)
        var generator = SeededGenerator(seed: 2)
        let network = MLP(
            widths: [2, 3], activations: [.leakyReLU(slope: 0.3), .identity], hasSkip: .linear,
            initialization: .uniform, using: &generator)
        let standardizer = Standardizer(means: [1, 2], deviations: [3, 4], minima: [-9, -9], maxima: [9, 9])
        return Predictor(
            scope: .init(.conv, algorithm: "winograd"),
            body: .corrected(
                base: LinearModel(terms: [try Term("macs")], weights: [1e-6], floorMilliseconds: 0.01),
                [
                    Correction(terms: terms, model: .trees(ensemble)),
                    Correction(terms: terms, model: .network(network, standardizer, scale: 0.5)),
                ],
                Memory(
                    terms: [try Term("kernel")], tails: ["", "add+relu"], keys: [1, 0, 3, 1], medians: [0.5, 2],
                    counts: [3, 1], modelCount: 3)),
            ranges: [.init(term: try Term("kernel"), minimum: 1, maximum: 3)], spread: .init(low: -0.1, high: 0.2))
    }

    @Test func isReadAsItWasWritten() throws {
        let file = try Self.example().file
        let read = try Predictor(try SafeTensors(file.bytes))
        #expect(try read == Self.example())
        #expect(read.file.bytes == file.bytes)
        #expect(read.family == .gbdt)
    }

    static let broken: [(change: @Sendable (inout SafeTensors) -> Void, message: String)] = [
        ({ $0.metadata["schema"] = "x" }, "schema: expected \"kernelcast/predictor/1\", found \"x\""),
        ({ $0.metadata["kernel_type"] = "x" }, "kernel_type: expected a kernel type, found \"x\""),
        ({ $0.metadata["family"] = "linear" }, "family: expected \"gbdt\", found \"linear\""),
        ({ $0.metadata["base.terms"] = "macs\nmacs" }, "tensor \"base.weights\": expected 2 numbers, found 1"),
        ({ $0.metadata["base.terms"] = "x" }, "term \"x\": expected a feature's name, found \"x\""),
        (
            { $0.tensors["base.weights"] = .init([Double.nan]) },
            "tensor \"base.weights\": expected finite numbers, found others"
        ),
        ({ $0.tensors["spread"] = nil }, "expected tensor \"spread\", found none"),
        (
            { $0.metadata["correction.1.activations"] = "tanh\nidentity" },
            "correction.1.activations: expected an activation, found \"tanh\""
        ),
        (
            { $0.tensors["correction.1.layer.0.weights"] = .init([1, 2] as [Float], shape: [1, 2]) },
            "tensor \"correction.1.layer.0.weights\": expected shape [2, any number], found [1, 2]"
        ),
        (
            { $0.tensors["memory.keys"] = .init([1, 0] as [Int32], shape: [1, 2]) },
            "tensor \"memory.keys\": expected shape [2, 2], found [1, 2]"
        ),
        (
            { $0.tensors["correction.0.children"] = .init([9, 0, 0] as [UInt16]) },
            "correction.0: tree 0: node 0: expected children behind it and a feature below 2"
        ),
    ]

    @Test(arguments: broken.indices) func refusesAFileThatContradictsItself(row: Int) throws {
        var file = try Self.example().file
        Self.broken[row].change(&file)
        let error = #expect(throws: PredictionError.self) { try Predictor(file) }
        #expect(error?.description == Self.broken[row].message)
    }

    /// ln ŷ goes from the model's 0 to the median 2 by n / (n + 3), and only for the tail that was measured.
    @Test func memoryDrawsTowardsWhatWasMeasured() throws {
        let kernel = try Term("kernel")
        let memory = Memory(
            terms: [kernel], tails: ["", "relu"], keys: [1, 0, 3, 1], medians: [9, 2], counts: [1, 1], modelCount: 3)
        var measured = FeatureTests.kernel(size: 8, from: 8, to: 8, kernel: 3)
        let other = try #require(KernelView(measured, gpu: nil))
        measured.configuration.tail = ["relu"]
        let views = [try #require(KernelView(measured, gpu: nil)), other]
        #expect(memory.shrink([0, 0], views, FeatureTable(views, for: [kernel])) == [0.5, 0])
    }
}
