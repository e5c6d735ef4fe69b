import GraphIR
import KernelFormation
import Testing

@Suite struct KernelConfigurationTests {
    @Test func everyPropertyTellsTwoApart() {
        let numbers: [WritableKeyPath<KernelConfiguration, Int>] = [
            \.batch, \.inputHeight, \.inputWidth, \.inputChannels, \.outputHeight, \.outputWidth, \.outputChannels,
            \.kernelHeight, \.kernelWidth, \.strideHeight, \.strideWidth, \.dilationHeight, \.dilationWidth,
            \.groups, \.padTop, \.padLeft, \.padBottom, \.padRight, \.inputCount, \.multiplyAccumulates,
            \.parameters, \.bytesRead, \.bytesWritten,
        ]
        let neutral = KernelConfiguration()
        var others = numbers.map { number in
            var other = neutral
            other[keyPath: number] = 7
            return other
        }
        for change in [
            { $0.element = .int8 }, { $0.tail = ["relu"] }, { $0.algorithm = "winograd" }, { $0.operation = "conv" },
        ] as [(inout KernelConfiguration) -> Void] {
            var other = neutral
            change(&other)
            others.append(other)
        }
        #expect(others.count == Mirror(reflecting: neutral).children.count)
        #expect(Set(others + [neutral]).count == others.count + 1)
        for other in others {
            let copy = other
            #expect(other != neutral)
            #expect(copy == other)
        }
    }
}
