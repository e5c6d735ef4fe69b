import GraphIR

/// Behind a pooling over the whole image a 1×1 convolution is an inner product, and so is one behind such a product; a
/// Flatten there changes nothing.
///
/// ncnn: tools/ncnnoptimize.cpp, replace_convolution_with_innerproduct_after_global_pooling and _after_innerproduct; what
/// pnnx wrote of exports.
struct PooledInnerProducts: Lowering {
    static let name = "pooled-inner-products"

    private static let activations: Set = [
        "Clip", "Elu", "Gelu", "HardSigmoid", "HardSwish", "LeakyRelu", "Relu", "Sigmoid", "Swish", "Tanh",
        "hard_swish",
    ]

    func apply(to operations: inout OperationGraph) {
        var isVector = Array(repeating: false, count: operations.producers.count)
        var flattened: [Int] = []
        for index in operations.operations.indices {
            let operation = operations.operations[index]
            guard let input = operation.inputs.first, let output = operation.outputs.first else { continue }
            switch operation.name {
            case "GlobalAveragePool", "GlobalMaxPool": isVector[output] = true
            case "Conv" where isVector[input] && isPointwise(operation):
                operations.operations[index].name = "fully_connected"
                isVector[output] = true
            case "Flatten", "Reshape", "Squeeze":
                guard isVector[input], operations.type(of: output).shape?.count == 2 else { continue }
                flattened.append(index)
            case let name where Self.activations.contains(name): isVector[output] = isVector[input]
            default: continue
            }
        }
        operations.bypass(flattened)
    }

    private func isPointwise(_ operation: Operation) -> Bool {
        guard let window = operation.window else { return false }
        return window.kernelHeight == 1 && window.kernelWidth == 1 && window.groups == 1
    }
}
