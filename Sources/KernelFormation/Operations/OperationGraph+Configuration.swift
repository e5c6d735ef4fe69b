import GraphIR

extension OperationGraph {
    /// What an operation works on by itself; what is not known keeps its neutral value.
    func configuration(of index: Int) -> KernelConfiguration {
        let operation = operations[index]
        var configuration = KernelConfiguration()
        configuration.operation = operation.name.lowercased()
        configuration.inputCount = operation.inputs.count
        if let input = operation.inputs.first {
            configuration.element = type(of: input).element
            if let extents = extents(of: input) { configuration.setInput(extents) }
        }
        if let output = operation.outputs.first, let extents = extents(of: output) { configuration.setOutput(extents) }
        if let window = operation.window { configuration.setWindow(window) }
        let cost = operation.anchor.flatMap { graph.cost(ofNode: $0) } ?? Cost()
        configuration.multiplyAccumulates = cost.multiplyAccumulates
        configuration.parameters = cost.parameters + operation.addedParameters
        configuration.bytesRead =
            operation.inputs.reduce(0) { $0 + bytes(of: $1) }
            + (configuration.parameters * configuration.element.bitCount + 7) / 8
        configuration.bytesWritten = operation.outputs.reduce(0) { $0 + bytes(of: $1) }
        return configuration
    }

    /// The bytes of a tensor in the file's element type; 0 where its shape is not known.
    func bytes(of tensor: Int) -> Int { type(of: tensor).byteCount ?? 0 }
}

extension KernelConfiguration {
    fileprivate mutating func setInput(_ extents: ImageExtents) {
        batch = extents.batch
        inputHeight = extents.height
        inputWidth = extents.width
        inputChannels = extents.channels
    }

    fileprivate mutating func setOutput(_ extents: ImageExtents) {
        outputHeight = extents.height
        outputWidth = extents.width
        outputChannels = extents.channels
    }

    fileprivate mutating func setWindow(_ window: ImageWindow) {
        kernelHeight = window.kernelHeight
        kernelWidth = window.kernelWidth
        strideHeight = window.strideHeight
        strideWidth = window.strideWidth
        dilationHeight = window.dilationHeight
        dilationWidth = window.dilationWidth
        groups = window.groups
        padTop = window.padTop
        padLeft = window.padLeft
        padBottom = window.padBottom
        padRight = window.padRight
    }
}
