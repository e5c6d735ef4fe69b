import GraphIR

/// The operator, or the few, that a type stands for.
extension KernelModelBuilder {
    /// What they write; nil where the configuration does not tell what they compute.
    mutating func addRoot() throws(GraphError) -> [Value.ID]? {
        switch type {
        case .attention, .gather, .other, .reorder, .reshape, .transpose: return nil
        case .fc: return [try addDense()]
        case .matmul: return [try addProduct()]
        case .add, .addRelu,
            .elementwise where Self.binaryNames[operation] != nil:
            return [try addArithmetic()]
        case .concat: return try addConcatenation()
        default: break
        }
        leaveInputs(configuration.inputCount - 1)
        let input = addInput(inputShape)
        switch type {
        case .conv, .dwconv, .groupconv: return [try addConvolution(input)]
        case .convtranspose: return try addTransposedConvolution(input).map { [$0] }
        case .avgpool, .maxpool: return [try addPool(input)]
        case .globalAvgpool: return [try addReduction(("ReduceMean", "MEAN"), input, [axes.height, axes.width])]
        case .se: return try addGate(input).map { [$0] }
        case .batchNorm: return [try addBatchNormalization(input)]
        case .layernorm: return [try addLayerNormalization(input)]
        case .softmax: return [try addSoftmax(input)]
        case .split: return try addSplit(input)
        case .channelshuffle: return [try addShuffle(input)]
        case .resize: return [try addResize(input)]
        case .pad: return [try addPadding(input)]
        case .reduce: return try addNamedReduction(input).map { [$0] }
        case .swish, .hswish, .gelu:
            return try addUnary(type == .hswish ? "hardswish" : type.rawValue, to: input).map { [$0] }
        default: return try addUnary(operation, to: input).map { [$0] }
        }
    }

    private var operation: String { Self.folded(configuration.operation) }

    /// What is added on each side: as much as the configuration says where that gives the output's extents, and else what
    /// gives them, as rounding up does.
    private var padding: (top: Int, left: Int, bottom: Int, right: Int) {
        let kernel = configuration
        let rows = Self.padding(
            (kernel.padTop, kernel.padBottom), extent: kernel.inputHeight, output: kernel.outputHeight,
            reach: kernel.dilationHeight * (kernel.kernelHeight - 1) + 1, stride: kernel.strideHeight)
        let columns = Self.padding(
            (kernel.padLeft, kernel.padRight), extent: kernel.inputWidth, output: kernel.outputWidth,
            reach: kernel.dilationWidth * (kernel.kernelWidth - 1) + 1, stride: kernel.strideWidth)
        return (rows.before, columns.before, rows.after, columns.after)
    }

    private static func padding(
        _ told: (before: Int, after: Int), extent: Int, output: Int, reach: Int, stride: Int
    ) -> (before: Int, after: Int) {
        let room = extent + told.before + told.after - reach
        let total = (output - 1) * stride + reach - extent
        let before = told.before > 0 ? told.before : total / 2
        guard room < 0 || room / stride + 1 != output, (0..<reach).contains(total - before) else { return told }
        return (before, total - before)
    }

    /// Whether SAME pads as much.
    private var isPaddedToSame: Bool {
        let kernel = configuration
        let rows = Padding.same.amounts(
            extent: kernel.inputHeight, reach: kernel.dilationHeight * (kernel.kernelHeight - 1) + 1,
            stride: kernel.strideHeight, axis: 0)
        let columns = Padding.same.amounts(
            extent: kernel.inputWidth, reach: kernel.dilationWidth * (kernel.kernelWidth - 1) + 1,
            stride: kernel.strideWidth, axis: 1)
        return padding == (rows.before, columns.before, rows.after, columns.after)
    }

    /// How the window moves, as ONNX writes it.
    private var window: Attributes {
        let (top, left, bottom, right) = padding
        return [
            .init("kernel_shape", .integers([configuration.kernelHeight, configuration.kernelWidth])),
            .init("strides", .integers([configuration.strideHeight, configuration.strideWidth])),
            .init("pads", .integers([top, left, bottom, right])),
        ]
    }

    /// How the window moves, as TFLite writes it.
    private var strides: Attributes {
        [
            .init("padding", .integer(isPaddedToSame ? 0 : 1)), .init("stride_h", .integer(configuration.strideHeight)),
            .init("stride_w", .integer(configuration.strideWidth)),
        ]
    }

    /// The input with what TFLite's windows cannot pad themselves.
    private mutating func padded(_ input: Value.ID) throws(GraphError) -> Value.ID {
        let (top, left, bottom, right) = padding
        guard !isPaddedToSame, top + left + bottom + right > 0 else { return input }
        let amounts = addIntegers([0, 0, top, bottom, left, right, 0, 0], shape: [4, 2])
        return try tflite("PAD", [input, amounts])[0]
    }

    private var hasBias: Bool {
        let kernel = configuration
        let weights = kernel.kernelHeight * kernel.kernelWidth * kernel.inputChannels / max(1, kernel.groups)
        return kernel.parameters >= (weights + 1) * kernel.outputChannels
    }

    private mutating func addConvolution(_ input: Value.ID) throws(GraphError) -> Value.ID {
        let kernel = configuration
        let (inputs, outputs, groups) = (kernel.inputChannels, kernel.outputChannels, max(1, kernel.groups))
        let dilations = [kernel.dilationHeight, kernel.dilationWidth]
        guard format == .tflite else {
            let weights = addConstant([outputs, inputs / groups, kernel.kernelHeight, kernel.kernelWidth])
            let bias = hasBias ? [addBias(outputs)] : []
            return try onnx(
                "Conv", [input, weights] + bias,
                window + [.init("dilations", .integers(dilations)), .init("group", .integer(groups))])[0]
        }
        let isDepthwise = groups > 1 && groups == inputs
        let extents = [kernel.kernelHeight, kernel.kernelWidth]
        let weights = addConstant(isDepthwise ? [1] + extents + [outputs] : [outputs] + extents + [inputs / groups])
        var options =
            strides + [
                .init("dilation_h_factor", .integer(dilations[0])), .init("dilation_w_factor", .integer(dilations[1])),
            ]
        if isDepthwise { options.append(.init("depth_multiplier", .integer(outputs / inputs))) }
        // The runtime asks for a bias.
        return try tflite(
            isDepthwise ? "DEPTHWISE_CONV_2D" : "CONV_2D", [try padded(input), weights, addBias(outputs)], options,
            takesActivation: true)[0]
    }

    private mutating func addTransposedConvolution(_ input: Value.ID) throws(GraphError) -> Value.ID? {
        let kernel = configuration
        let extents = [kernel.kernelHeight, kernel.kernelWidth]
        // What the windows of all inputs cover beyond the output is cut off.
        let surplus = [
            (kernel.inputHeight - 1) * kernel.strideHeight + extents[0] - kernel.outputHeight,
            (kernel.inputWidth - 1) * kernel.strideWidth + extents[1] - kernel.outputWidth,
        ]
        guard format == .tflite else {
            let weights = addConstant([kernel.inputChannels, kernel.outputChannels / max(1, kernel.groups)] + extents)
            let bias = hasBias ? [addBias(kernel.outputChannels)] : []
            let cut = surplus.map { max(0, $0) }
            return try onnx(
                "ConvTranspose", [input, weights] + bias,
                [
                    .init("kernel_shape", .integers(extents)),
                    .init("strides", .integers([kernel.strideHeight, kernel.strideWidth])),
                    .init("pads", .integers([cut[0] / 2, cut[1] / 2, cut[0] - cut[0] / 2, cut[1] - cut[1] / 2])),
                    .init("output_padding", .integers(surplus.map { max(0, -$0) })),
                    .init("group", .integer(max(1, kernel.groups))),
                ])[0]
        }
        let isSame =
            kernel.outputHeight == kernel.inputHeight * kernel.strideHeight
            && kernel.outputWidth == kernel.inputWidth * kernel.strideWidth
        guard kernel.groups <= 1, isSame || surplus == [0, 0] else { return nil }
        let weights = addConstant([kernel.outputChannels] + extents + [kernel.inputChannels])
        return try tflite(
            "TRANSPOSE_CONV", [addIntegers(outputShape), weights, input],
            [
                .init("padding", .integer(isSame ? 0 : 1)), .init("stride_h", .integer(kernel.strideHeight)),
                .init("stride_w", .integer(kernel.strideWidth)),
            ], takesActivation: true)[0]
    }

    /// The matrix's rows follow from the work: the file may flatten an image before it.
    private mutating func addDense() throws(GraphError) -> Value.ID {
        leaveInputs(configuration.inputCount - 1)
        let outputs = configuration.outputChannels
        let rows = configuration.outputHeight * configuration.outputWidth
        let inputs = max(
            1,
            configuration.multiplyAccumulates > 0
                ? configuration.multiplyAccumulates / max(1, configuration.batch * rows * outputs)
                : configuration.inputChannels)
        let isSequence = rows > 1
        let input = addInput(isSequence ? [configuration.batch, rows, inputs] : [configuration.batch, inputs])
        let hasBias = configuration.parameters >= (inputs + 1) * outputs
        guard format == .tflite else {
            let weights = addConstant(isSequence ? [inputs, outputs] : [outputs, inputs])
            guard isSequence else {
                let bias = hasBias ? [addBias(outputs)] : []
                return try onnx("Gemm", [input, weights] + bias, [.init("transB", .integer(1))])[0]
            }
            let product = try onnx("MatMul", [input, weights])[0]
            return hasBias ? try onnx("Add", [product, addBias(outputs)])[0] : product
        }
        let weights = addConstant([outputs, inputs])
        let bias = hasBias ? [addBias(outputs)] : []
        return try tflite(
            "FULLY_CONNECTED", [input, weights] + bias, isSequence ? [.init("keep_num_dims", .integer(1))] : [],
            takesActivation: true)[0]
    }

    private mutating func addProduct() throws(GraphError) -> Value.ID {
        leaveInputs(configuration.inputCount - 2)
        let rows = configuration.inputHeight * configuration.inputWidth
        let first = addInput([configuration.batch, rows, configuration.inputChannels])
        let second = addInput([configuration.batch, configuration.inputChannels, configuration.outputChannels])
        return format == .onnx
            ? try onnx("MatMul", [first, second])[0] : try tflite("BATCH_MATMUL", [first, second])[0]
    }

    /// Two operands, of which the configuration has the first one's extents and the bytes of both.
    private mutating func addArithmetic() throws(GraphError) -> Value.ID {
        let names = Self.binaryNames[operation] ?? ("Add", "ADD")
        guard configuration.inputCount > 1 else {
            let input = addInput(inputShape)
            return try addBinary(names, input, addChannelConstant(like: input))
        }
        leaveInputs(configuration.inputCount - 2)
        let first = addInput(inputShape)
        let count = inputShape.reduce(1, *)
        let others = configuration.bytesRead * 8 / configuration.element.bitCount - configuration.parameters - count
        let gate = shape(1, 1, configuration.outputChannels)
        let isGate = others == gate.reduce(1, *) && configuration.inputCount == 2
        return try addBinary(names, first, addInput(isGate ? gate : outputShape))
    }

    private mutating func addPool(_ input: Value.ID) throws(GraphError) -> Value.ID {
        guard format == .tflite else {
            return try onnx(type == .maxpool ? "MaxPool" : "AveragePool", [input], window)[0]
        }
        return try tflite(
            type == .maxpool ? "MAX_POOL_2D" : "AVERAGE_POOL_2D", [try padded(input)],
            strides + [
                .init("filter_height", .integer(configuration.kernelHeight)),
                .init("filter_width", .integer(configuration.kernelWidth)),
            ], takesActivation: true)[0]
    }

    private mutating func addReduction(
        _ names: (onnx: String, tflite: String), _ input: Value.ID, _ axes: [Int]
    ) throws(GraphError) -> Value.ID {
        if type == .globalAvgpool, format == .onnx { return try onnx("GlobalAveragePool", [input])[0] }
        let list = addIntegers(axes)
        return format == .onnx
            ? try onnx(names.onnx, [input, list], [.init("keepdims", .integer(1))])[0]
            : try tflite(names.tflite, [input, list], [.init("keep_dims", .integer(1))])[0]
    }

    /// Along the axes of which 1 is left.
    private mutating func addNamedReduction(_ input: Value.ID) throws(GraphError) -> Value.ID? {
        let kinds: [(suffix: String, names: (String, String))] = [
            ("mean", ("ReduceMean", "MEAN")), ("sum", ("ReduceSum", "SUM")), ("max", ("ReduceMax", "REDUCE_MAX")),
            ("min", ("ReduceMin", "REDUCE_MIN")), ("prod", ("ReduceProd", "REDUCE_PROD")),
        ]
        let reduced = zip(inputShape, outputShape).enumerated().filter { $1.0 != $1.1 && $1.1 == 1 }.map(\.offset)
        guard let kind = kinds.first(where: { operation.hasSuffix($0.suffix) }), !reduced.isEmpty else { return nil }
        return try addReduction(kind.names, input, reduced)
    }

    /// Squeeze and excitation: its parameters tell to how many channels the image's means are squeezed, to a quarter
    /// where they are not known.
    private mutating func addGate(_ input: Value.ID) throws(GraphError) -> Value.ID? {
        let channels = configuration.inputChannels
        let squeezed =
            configuration.parameters > 0
            ? (configuration.parameters - channels) / max(1, 2 * channels + 1) : max(1, channels / 4)
        guard squeezed > 0 else { return nil }
        var value = try addReduction(("ReduceMean", "MEAN"), input, [axes.height, axes.width])
        for (inputs, outputs, activation) in [(channels, squeezed, "relu"), (squeezed, channels, "sigmoid")] {
            let weights = addConstant(format == .onnx ? [outputs, inputs, 1, 1] : [outputs, 1, 1, inputs])
            let operands = [value, weights, addBias(outputs)]
            value =
                format == .onnx
                ? try onnx("Conv", operands)[0]
                : try tflite("CONV_2D", operands, [.init("stride_h", .integer(1)), .init("stride_w", .integer(1))])[0]
            guard let activated = try addUnary(activation, to: value) else { return nil }
            value = activated
        }
        return try addBinary(("Mul", "MUL"), input, value)
    }

    private mutating func addBatchNormalization(_ input: Value.ID) throws(GraphError) -> Value.ID {
        guard format == .tflite else {
            let parts = (0..<4).map { _ in addBias(configuration.inputChannels) }
            return try onnx("BatchNormalization", [input] + parts)[0]
        }
        let scaled = try tflite("MUL", [input, addChannelConstant(like: input)])[0]
        return try addBinary(("Add", "ADD"), scaled, addChannelConstant(like: input))
    }

    private mutating func addLayerNormalization(_ input: Value.ID) throws(GraphError) -> Value.ID {
        let channels = configuration.inputChannels
        guard format == .tflite else {
            return try onnx(
                "LayerNormalization", [input, addBias(channels), addBias(channels)], [.init("axis", .integer(-1))])[0]
        }
        let mean = try addReduction(("", "MEAN"), input, [3])
        let difference = try tflite("SQUARED_DIFFERENCE", [input, mean])[0]
        let variance = try addReduction(("", "MEAN"), difference, [3])
        let shifted = try tflite("ADD", [variance, addConstant([], elements: .reals([1e-6]))])[0]
        let centred = try tflite("SUB", [input, mean])[0]
        let normalized = try tflite("MUL", [centred, try tflite("RSQRT", [shifted])[0]])[0]
        let scaled = try tflite("MUL", [normalized, addChannelConstant(like: input)])[0]
        return try tflite("ADD", [scaled, addChannelConstant(like: input)])[0]
    }

    private mutating func addSoftmax(_ input: Value.ID) throws(GraphError) -> Value.ID {
        format == .onnx
            ? try onnx("Softmax", [input], [.init("axis", .integer(-1))])[0]
            : try tflite("SOFTMAX", [input], [.init("beta", .real(1))])[0]
    }

    /// Along the axis on which the output is longer than the first input; the others share what is left.
    private mutating func addConcatenation() throws(GraphError) -> [Value.ID]? {
        let (first, joined) = (inputShape, outputShape)
        let differing = first.indices.filter { first[$0] != joined[$0] }
        guard let axis = differing.first, differing.count == 1 else { return nil }
        let others = configuration.inputCount - 1
        let rest = joined[axis] - first[axis]
        guard rest >= max(1, others) else { return nil }
        var operands = [addInput(first)]
        for index in 0..<max(1, others) {
            var shape = first
            shape[axis] = others < 1 ? rest : rest / others + (index < rest % others ? 1 : 0)
            operands.append(others < 1 ? addConstant(shape) : addInput(shape))
        }
        return format == .onnx
            ? try onnx("Concat", operands, [.init("axis", .integer(axis))])
            : try tflite("CONCATENATION", operands, [.init("axis", .integer(axis))], takesActivation: true)
    }

    /// Into equal parts, of which the configuration has the first one's extents.
    private mutating func addSplit(_ input: Value.ID) throws(GraphError) -> [Value.ID]? {
        let (whole, part) = (inputShape, outputShape)
        let differing = whole.indices.filter { whole[$0] != part[$0] }
        guard let axis = differing.first, differing.count == 1, whole[axis].isMultiple(of: max(1, part[axis])) else {
            return nil
        }
        let count = whole[axis] / max(1, part[axis])
        guard format == .tflite else {
            return try onnx(
                "Split", [input], [.init("axis", .integer(axis)), .init("num_outputs", .integer(count))],
                outputCount: count)
        }
        return try tflite(
            "SPLIT", [addIntegers([axis], shape: []), input], [.init("num_splits", .integer(count))],
            outputCount: count)
    }

    /// Two groups, as ShuffleNet has them, where the configuration tells no others.
    private mutating func addShuffle(_ input: Value.ID) throws(GraphError) -> Value.ID {
        let groups =
            configuration.inputChannels.isMultiple(of: max(2, configuration.groups)) ? max(2, configuration.groups) : 1
        let each = configuration.inputChannels / groups
        let (height, width) = (configuration.inputHeight, configuration.inputWidth)
        let batch = configuration.batch
        let apart = hasChannelsLast ? [batch, height, width, groups, each] : [batch, groups, each, height, width]
        let order = hasChannelsLast ? [0, 1, 2, 4, 3] : [0, 2, 1, 3, 4]
        guard format == .tflite else {
            let parted = try onnx("Reshape", [input, addIntegers(apart)])
            let turned = try onnx("Transpose", parted, [.init("perm", .integers(order))])[0]
            return try onnx("Reshape", [turned, addIntegers(outputShape)])[0]
        }
        let parted = try tflite("RESHAPE", [input, addIntegers(apart)])[0]
        let turned = try tflite("TRANSPOSE", [parted, addIntegers(order)])[0]
        return try tflite("RESHAPE", [turned, addIntegers(outputShape)])[0]
    }

    private mutating func addResize(_ input: Value.ID) throws(GraphError) -> Value.ID {
        let isLinear = operation.contains("linear")
        guard format == .tflite else {
            return try onnx(
                "Resize", [input, nil, nil, addIntegers(outputShape)],
                [.init("mode", .string(isLinear ? "linear" : "nearest"))])[0]
        }
        let extents = addIntegers([configuration.outputHeight, configuration.outputWidth])
        return try tflite(isLinear ? "RESIZE_BILINEAR" : "RESIZE_NEAREST_NEIGHBOR", [input, extents])[0]
    }

    /// As much on each side as the configuration does not tell otherwise, the odd one behind.
    private mutating func addPadding(_ input: Value.ID) throws(GraphError) -> Value.ID {
        let amounts = zip(inputShape, outputShape).map { max(0, $1 - $0) }
        let (before, after) = (amounts.map { $0 / 2 }, amounts.map { $0 - $0 / 2 })
        return format == .onnx
            ? try onnx("Pad", [input, addIntegers(before + after)])[0]
            : try tflite("PAD", [input, addIntegers(zip(before, after).flatMap { [$0, $1] }, shape: [4, 2])])[0]
    }
}
