import GraphIR

/// x·sigmoid(α·x) becomes QuickGelu; the tanh approximation of GELU becomes FastGelu; a sum with a vector before a Gelu
/// becomes BiasGelu, before a FastGelu part of it.
///
/// onnxruntime/core/optimizer: quick_gelu_fusion.cc, fast_gelu_fusion.cc, bias_gelu_fusion.cc.
struct ActivationFusion: Lowering {
    static let name = "activation-fusion"

    func apply(to operations: inout OperationGraph) {
        for index in operations.operations.indices {
            switch operations.operations[index].name {
            case "Mul":
                if let (argument, parts) = quickGelu(operations, index) {
                    fuse(index, "QuickGelu", [argument], parts, &operations)
                } else if let (argument, parts) = fastGelu(operations, index) {
                    fuse(index, "FastGelu", [argument], parts, &operations)
                }
            case "Gelu": addBias(index, "BiasGelu", &operations)
            default: continue
            }
        }
        operations.connect()
        for index in operations.operations.indices where operations.operations[index].isNamed("FastGelu") {
            addBias(index, "FastGelu", &operations)
        }
        operations.connect()
    }

    private func fuse(
        _ index: Int, _ name: String, _ inputs: IndexList, _ parts: [Int], _ operations: inout OperationGraph
    ) {
        operations.operations[index].name = name
        operations.operations[index].inputs = inputs
        for part in parts { operations.fold(part, into: index) }
    }

    private func addBias(_ index: Int, _ name: String, _ operations: inout OperationGraph) {
        guard let input = operations.operations[index].inputs.first,
            let sum = operations.onlyProducer(of: input, named: "Add"),
            let bias = operations.constantOperand(of: sum)?.type.shape, bias.count == 1,
            bias[0] == operations.type(of: input).shape?.last,
            (operations.anchor(of: index)?.operation as? ElementwiseUnary)?.alpha == nil
        else { return }
        fuse(index, name, operations.operations[sum].inputs, [sum], &operations)
    }

    /// x and the parts of sigmoid(α·x), where a product is of these two.
    private func quickGelu(_ operations: OperationGraph, _ product: Int) -> (argument: Int, parts: [Int])? {
        let inputs = operations.operations[product].inputs
        guard inputs.count == 2 else { return nil }
        for (gate, other) in [(inputs[0], inputs[1]), (inputs[1], inputs[0])] {
            guard let sigmoid = operations.onlyProducer(of: gate, named: "Sigmoid") else { continue }
            let argument = operations.operations[sigmoid].inputs[0]
            if argument == other { return (other, [sigmoid]) }
            guard let scale = operations.onlyProducer(of: argument, named: "Mul"),
                operations.scalarOperand(of: scale) != nil, operations.operations[scale].inputs == [other]
            else { continue }
            return (other, [sigmoid, scale])
        }
        return nil
    }

    /// x and the parts of ½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))).
    private func fastGelu(_ operations: OperationGraph, _ product: Int) -> (argument: Int, parts: [Int])? {
        let inputs = operations.operations[product].inputs
        guard inputs.count == 2 else { return nil }
        for (half, gate) in [(inputs[0], inputs[1]), (inputs[1], inputs[0])] {
            guard let halving = operations.onlyProducer(of: half, named: "Mul"),
                operations.scalarOperand(of: halving) == 0.5,
                let sum = operations.onlyProducer(of: gate, named: "Add"), operations.scalarOperand(of: sum) == 1,
                let tanh = operations.onlyProducer(of: operations.operations[sum].inputs[0], named: "Tanh"),
                let scale = operations.onlyProducer(of: operations.operations[tanh].inputs[0], named: "Mul"),
                operations.scalarOperand(of: scale) != nil,
                let cubic = operations.onlyProducer(of: operations.operations[scale].inputs[0], named: "Add"),
                operations.operations[cubic].inputs.count == 2
            else { continue }
            let argument = operations.operations[halving].inputs[0]
            guard let cube = operations.operations[cubic].inputs.first(where: { $0 != argument }),
                let factor = operations.onlyProducer(of: cube, named: "Mul"),
                operations.scalarOperand(of: factor) != nil,
                let power = operations.onlyProducer(of: operations.operations[factor].inputs[0], named: "Pow"),
                operations.operations[power].inputs == [argument]
            else { continue }
            return (argument, [halving, sum, tanh, scale, cubic, factor, power])
        }
        return nil
    }
}
