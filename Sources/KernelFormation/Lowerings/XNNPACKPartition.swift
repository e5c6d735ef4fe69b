import GraphIR

/// Each operation is taken by the XNNPACK delegate, or left to the builtin kernels: which says its algorithm.
///
/// tensorflow/lite/delegates/xnnpack/xnnpack_delegate.cc, and what LiteRT 2 takes of Keras's networks.
struct XNNPACKPartition: Lowering {
    static let name = "xnnpack-partition"

    /// Operators that are taken of floats, and those that are taken of quantised integers as well.
    private static let ofFloats: Set = [
        "abs", "average_pool_2d", "ceil", "cos", "div", "elu", "exp", "floor", "gelu", "hard_swish", "leaky_relu",
        "log", "neg", "prelu", "relu", "round", "rsqrt", "sin", "softmax", "sqrt", "square", "squared_difference",
    ]
    private static let ofBoth: Set = [
        "add", "batch_matmul", "concatenation", "conv_2d", "depth_to_space", "depthwise_conv_2d", "dequantize",
        "fully_connected", "logistic", "max_pool_2d", "maximum", "mean", "minimum", "mul", "pad", "quantize", "reshape",
        "resize_bilinear", "slice", "space_to_depth", "split", "strided_slice", "sub", "sum", "tanh", "transpose",
        "transpose_conv",
    ]
    /// A concatenation of more is not taken.
    private static let concatenatedCount = 5

    func apply(to operations: inout OperationGraph) {
        for index in operations.operations.indices {
            operations.operations[index].algorithm = isTaken(operations, index) ? "xnnpack" : "builtin"
        }
    }

    private func isTaken(_ operations: OperationGraph, _ index: Int) -> Bool {
        let operation = operations.operations[index]
        guard let input = operation.inputs.first else { return false }
        let element = operations.type(of: input).element
        switch element {
        case .float16, .float32: guard Self.ofFloats.union(Self.ofBoth).contains(operation.name) else { return false }
        case .int8, .uint8: guard Self.ofBoth.contains(operation.name) else { return false }
        default: return false
        }
        switch operation.name {
        case "average_pool_2d": return (operation.window?.kernelHeight ?? 1) * (operation.window?.kernelWidth ?? 1) > 1
        case "concatenation":
            return (operations.anchor(of: index)?.inputs.count ?? operation.inputs.count) <= Self.concatenatedCount
        case "depthwise_conv_2d": return weights(operations, index)?.type.element.isReal ?? true || !element.isReal
        // A shape that another operator computes is known only when that has run.
        case "reshape": return weights(operations, index)?.producer == nil
        default: return true
        }
    }

    /// The second operand in the file.
    private func weights(_ operations: OperationGraph, _ index: Int) -> Value? {
        guard let node = operations.anchor(of: index), node.inputs.count > 1 else { return nil }
        return node.inputs[1].map { operations.graph[$0] }
    }
}
