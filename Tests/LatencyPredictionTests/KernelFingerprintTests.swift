import GraphIR
import KernelFormation
import Testing

@testable import LatencyPrediction

@Suite struct KernelFingerprintTests {
    private static let neutral = Kernel(
        type: .conv, anchor: nil, nodes: [], rule: "", configuration: KernelConfiguration())

    /// The kernel that differs from the neutral one in nothing else.
    private static func kernel(_ change: (inout Kernel) -> Void) -> Kernel {
        var kernel = neutral
        change(&kernel)
        return kernel
    }

    @Test func everyPropertyTellsTwoApart() {
        let numbers: [WritableKeyPath<KernelConfiguration, Int>] = [
            \.batch, \.inputHeight, \.inputWidth, \.inputChannels, \.outputHeight, \.outputWidth, \.outputChannels,
            \.kernelHeight, \.kernelWidth, \.strideHeight, \.strideWidth, \.dilationHeight, \.dilationWidth,
            \.groups, \.padTop, \.padLeft, \.padBottom, \.padRight, \.inputCount, \.multiplyAccumulates,
            \.parameters, \.bytesRead, \.bytesWritten,
        ]
        let texts: [(inout Kernel) -> Void] = [
            { $0.configuration.tail = ["relu"] }, { $0.configuration.algorithm = "winograd" },
            { $0.configuration.operation = "convolution of depth" },
        ]
        let configurations =
            numbers.map { number in Self.kernel { $0.configuration[keyPath: number] = 7 } } + texts.map(Self.kernel)
            + [Self.kernel { $0.configuration.element = .int8 }]
        #expect(configurations.count == Mirror(reflecting: KernelConfiguration()).children.count)
        let kernels =
            configurations + KernelType.allCases.map { type in Self.kernel { $0.type = type } }
            + ["", "r", "relu", "relu6", "a name of many words"].flatMap { name in
                [["add", name], [name, "add"], [name + "add"]].map { tail in
                    Self.kernel { $0.configuration.tail = tail }
                }
            }
        let seed = Fingerprint()
        let fingerprints = kernels.indices.map { kernels.fingerprint(ofKernel: $0, KernelContext(), from: seed) }
        #expect(Set(fingerprints).count == kernels.count)
        let equal = kernels.indices.map { kernels.fingerprint(ofKernel: $0, KernelContext(), from: seed) }
        #expect(fingerprints == equal)
    }

    @Test func everyPropertyOfTheContextTellsTwoApart() {
        let numbers: [WritableKeyPath<KernelContext, Int>] = [
            \.previousKind, \.nextKind, \.previousInputChannels, \.previousInputHeight, \.nextOutputChannels, \.repeats,
            \.position,
        ]
        #expect(numbers.count == Mirror(reflecting: KernelContext()).children.count)
        let seed = Fingerprint()
        let fingerprints = numbers.map { number in
            var context = KernelContext()
            context[keyPath: number] = 7
            return [Self.neutral].fingerprint(ofKernel: 0, context, from: seed)
        }
        let neutral = [Self.neutral].fingerprint(ofKernel: 0, KernelContext(), from: seed)
        #expect(Set(fingerprints + [neutral]).count == numbers.count + 1)
    }

    @Test func whatDoesNotDecideTheLatencyDoesNotCount() {
        let kernels = [
            Self.neutral, Self.kernel { $0.nodes = [3] }, Self.kernel { $0.rule = "conv" },
            Self.kernel { $0.anchor = 4 },
        ]
        let seed = Fingerprint()
        #expect(Set(kernels.indices.map { kernels.fingerprint(ofKernel: $0, KernelContext(), from: seed) }).count == 1)
    }
}
