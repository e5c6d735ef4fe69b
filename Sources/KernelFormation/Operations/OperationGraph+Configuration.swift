import GraphIR

extension OperationGraph {
    /// What an operation works on by itself; what is not known keeps its neutral value.
    func configuration(of index: Int) -> KernelConfiguration {
        let inputs = operations[index].inputs
        let outputs = operations[index].outputs
        var configuration = KernelConfiguration()
        configuration.operation = operations[index].name.lowercased()
        configuration.inputCount = inputs.count
        if let input = inputs.first {
            configuration.element = type(of: input).element
            if let extents = extents(of: input, at: index) { configuration.setInput(extents) }
        }
        if let output = outputs.first, let extents = extents(of: output, at: index) {
            configuration.setOutput(extents)
        }
        if let window = operations[index].window { configuration.setWindow(window) }
        let cost = cost(of: index)
        configuration.multiplyAccumulates = cost.multiplyAccumulates
        configuration.parameters = cost.parameters.clampedSum(operations[index].addedParameters)
        let parameterBits = configuration.parameters.clampedProduct(configuration.element.bitCount)
        configuration.bytesRead = inputs.reduce(parameterBits.clampedSum(7) / 8) {
            $0.clampedSum(bytes(of: $1))
        }
        configuration.bytesWritten = outputs.reduce(0) { $0.clampedSum(bytes(of: $1)) }
        return configuration
    }

    /// The work of the node that gives an operation its type; the most frequent that have none are not asked.
    private func cost(of index: Int) -> Cost {
        guard let node = operations[index].anchor, graph.nodes[node].inputs.count > 1 else { return Cost() }
        switch graph.nodes[node].operation {
        case is Broadcasting, is Clip: return Cost()
        default: return graph.cost(ofNode: node) ?? Cost()
        }
    }

    /// A tensor's extents, where the operation is a matrix product as (batch, rows, 1, columns): a product with weights
    /// takes all axes but the last as rows of its batch, a product of two factors all but the last two as its batch.
    private func extents(of tensor: Int, at index: Int) -> ImageExtents? {
        guard var extents = extents(of: tensor) else { return nil }
        switch operations[index].name {
        case "Gemm", "MatMul", "batched_matmul", "fully_connected": break
        default: return extents
        }
        guard !isImage[tensor], type(of: tensor).shape?.count ?? 0 > 3 else { return extents }
        if operations[index].inputs.count > 1 {
            extents.batch = extents.batch.clampedProduct(extents.height)
            extents.height = extents.width
        } else {
            extents.height = extents.height.clampedProduct(extents.width)
        }
        extents.width = 1
        return extents
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
