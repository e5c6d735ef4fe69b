import GraphIR

/// x/√(mean(x²) + ε)·γ becomes SimplifiedLayerNormalization, and a sum before a LayerNormalization becomes part of it.
///
/// onnxruntime/core/optimizer: layer_norm_fusion.cc, skip_layer_norm_fusion.cc.
struct NormalizationFusion: Lowering {
    static let name = "normalization-fusion"

    func apply(to operations: inout OperationGraph) {
        for index in operations.operations.indices {
            switch operations.operations[index].name {
            case "Mul": simplify(index, &operations)
            case "LayerNormalization": skip(index, &operations)
            default: continue
            }
        }
        operations.connect()
    }

    private func simplify(_ index: Int, _ operations: inout OperationGraph) {
        guard operations.constantOperand(of: index)?.type.shape?.count == 1,
            let quotient = operations.onlyProducer(of: operations.operations[index].inputs[0], named: "Div"),
            operations.operations[quotient].inputs.count == 2,
            let root = operations.onlyProducer(of: operations.operations[quotient].inputs[1], named: "Sqrt"),
            let shift = operations.onlyProducer(of: operations.operations[root].inputs[0], named: "Add"),
            operations.scalarOperand(of: shift) != nil,
            let mean = operations.onlyProducer(of: operations.operations[shift].inputs[0], named: "ReduceMean"),
            let power = operations.onlyProducer(of: operations.operations[mean].inputs[0], named: "Pow"),
            operations.scalarOperand(of: power) == 2
        else { return }
        let argument = operations.operations[quotient].inputs[0]
        guard operations.operations[power].inputs == [argument] else { return }
        operations.operations[index].name = "SimplifiedLayerNormalization"
        operations.operations[index].inputs = [argument]
        for part in [quotient, root, shift, mean, power] { operations.fold(part, into: index) }
    }

    private func skip(_ index: Int, _ operations: inout OperationGraph) {
        guard operations.operations[index].outputs.count == 1, let input = operations.operations[index].inputs.first,
            let sum = operations.onlyProducer(of: input, named: "Add"),
            let shape = operations.type(of: input).shape, shape.count == 3,
            operations.operations[sum].inputs.allSatisfy({ operations.type(of: $0).shape == shape }),
            operations.operations[sum].inputs.count == 2 || operations.constantOperand(of: sum)?.type.shape == shape
        else { return operations.noteNearMiss(Self.name, at: index, behind: "Add") }
        var inputs = operations.operations[sum].inputs
        operations.operations[index].name = "SkipLayerNormalization"
        operations.fold(sum, into: index)
        for (place, operand) in inputs.enumerated() {
            guard let bias = operations.onlyProducer(of: operand, named: "Add"),
                operations.constantOperand(of: bias)?.type.shape?.count == 1,
                !operations.operations[bias].isFolded
            else { continue }
            inputs[place] = operations.operations[bias].inputs[0]
            operations.fold(bias, into: index)
            break
        }
        operations.operations[index].inputs = inputs
    }
}
