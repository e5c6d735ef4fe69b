import GraphIR

extension OperationGraph {
    /// What an operation works on by itself; what is not known keeps its neutral value.
    func configuration(of index: Int) -> KernelConfiguration {
        var configuration = KernelConfiguration()
        describe(index, in: &configuration)
        return configuration
    }

    /// Puts what an operation works on by itself into a configuration that says nothing yet.
    func describe(_ index: Int, in configuration: inout KernelConfiguration) {
        configuration.operation = operations[index].name.lowercasedOperator
        configuration.tail = operations[index].fusedOperators
        configuration.inputCount = operations[index].inputs.count
        if let input = operations[index].inputs.first {
            configuration.element = type(of: input).element
            if let extents = extents(of: input, at: index) { configuration.setInput(extents) }
        }
        setOutput(of: index, in: &configuration)
        if let window = operations[index].window { configuration.setWindow(window) }
        let cost = cost(of: index)
        let traffic = traffic(of: index, parameters: cost.parameters)
        configuration.multiplyAccumulates = cost.multiplyAccumulates
        configuration.parameters = cost.parameters
        configuration.bytesRead = traffic.bytesRead
        configuration.bytesWritten = traffic.bytesWritten
    }

    /// Puts what an operation writes into the configuration of its kernel.
    func setOutput(of index: Int, in configuration: inout KernelConfiguration) {
        guard let output = operations[index].outputs.first, let extents = extents(of: output, at: index) else { return }
        configuration.outputHeight = extents.height
        configuration.outputWidth = extents.width
        configuration.outputChannels = extents.channels
    }

    /// Bytes that an operation reads, its parameters among them, and writes.
    func traffic(of index: Int, parameters: Int) -> (bytesRead: Int, bytesWritten: Int) {
        let bits = operations[index].inputs.first.map { type(of: $0).element.bitCount } ?? 0
        let parameterBytes = parameters.clampedProduct(bits).clampedSum(7) / 8
        return (
            operations[index].inputs.reduce(parameterBytes) { $0.clampedSum(bytes(of: $1)) },
            operations[index].outputs.reduce(0) { $0.clampedSum(bytes(of: $1)) }
        )
    }

    /// The work of the node that gives an operation its type, and the biases that lowerings add.
    func cost(of index: Int) -> Cost {
        var cost = operations[index].anchor.flatMap { graph.cost(ofNode: $0) } ?? Cost()
        cost.parameters = cost.parameters.clampedSum(operations[index].addedParameters)
        cost.multiplyAccumulates = cost.multiplyAccumulates.clampedSum(operations[index].addedMultiplyAccumulates)
        return cost
    }

    /// A tensor's extents, where the operation is a matrix product as (batch, rows, 1, columns): a product with weights
    /// takes all axes but the last as rows of its batch, a product of two factors all but the last two as its batch.
    private func extents(of tensor: Int, at index: Int) -> ImageExtents? {
        guard var extents = extents(of: tensor) else { return nil }
        guard !isImage[tensor], rank(of: tensor) ?? 0 > 3 else { return extents }
        switch operations[index].name {
        case "Gemm", "MatMul", "batched_matmul", "fully_connected": break
        default: return extents
        }
        if operations[index].inputs.count > 1 {
            extents.batch = extents.batch.clampedProduct(extents.height)
            extents.height = extents.width
        } else {
            extents.height = extents.height.clampedProduct(extents.width)
        }
        extents.width = 1
        return extents
    }
}

extension KernelConfiguration {
    fileprivate mutating func setInput(_ extents: ImageExtents) {
        batch = extents.batch
        inputHeight = extents.height
        inputWidth = extents.width
        inputChannels = extents.channels
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
