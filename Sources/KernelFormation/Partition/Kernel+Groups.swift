import GraphIR

extension Kernel {
    /// The kernels that a grouped convolution becomes where the runtime has none for its groups: a split, a convolution
    /// for each group, and a concatenation. The first convolution stands for the nodes.
    func perGroup() -> [Kernel] {
        let groups = configuration.groups
        var conv = self
        conv.type = .conv
        conv.configuration.groups = 1
        conv.configuration.tail = []
        conv.configuration.inputChannels /= groups
        conv.configuration.outputChannels /= groups
        conv.configuration.multiplyAccumulates /= groups
        conv.configuration.parameters /= groups
        conv.configuration.bytesRead /= groups
        conv.configuration.bytesWritten /= groups
        var others = conv
        others.source = .runtime
        others.places = []
        others.anchor = nil
        return [joint(.split, "split")] + [conv] + Array(repeating: others, count: groups - 1)
            + [joint(.concat, "concat")]
    }

    /// What splits the input of the groups or joins their outputs.
    private func joint(_ type: KernelType, _ operation: String) -> Kernel {
        var joint = Kernel(
            type: type, anchor: nil, nodes: [], source: .runtime, rule: rule, configuration: KernelConfiguration())
        let isSplit = type == .split
        joint.configuration.batch = configuration.batch
        joint.configuration.element = configuration.element
        joint.configuration.operation = operation
        joint.configuration.inputCount = isSplit ? 1 : configuration.groups
        joint.configuration.inputHeight = isSplit ? configuration.inputHeight : configuration.outputHeight
        joint.configuration.inputWidth = isSplit ? configuration.inputWidth : configuration.outputWidth
        joint.configuration.inputChannels = isSplit ? configuration.inputChannels : configuration.outputChannels
        joint.configuration.outputHeight = joint.configuration.inputHeight
        joint.configuration.outputWidth = joint.configuration.inputWidth
        joint.configuration.outputChannels = joint.configuration.inputChannels
        joint.configuration.tail = isSplit ? [] : configuration.tail
        joint.configuration.bytesRead = isSplit ? configuration.bytesRead : configuration.bytesWritten
        joint.configuration.bytesWritten = joint.configuration.bytesRead
        return joint
    }
}
