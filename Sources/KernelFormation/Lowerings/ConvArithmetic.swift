import GraphIR

/// Behind a convolution with constant weights, a batch normalisation and sums and products with a constant per channel
/// fold into it.
///
/// onnxruntime/core/optimizer: conv_bn_fusion.cc, conv_mul_fusion.cc, conv_add_fusion.cc.
struct ConvArithmetic: Lowering {
    static let name = "conv-arithmetic"

    func apply(to operations: inout OperationGraph) {
        for index in operations.operations.indices where isFoldable(operations, index) {
            guard let input = operations.operations[index].inputs.first,
                let conv = operations.onlyProducer(of: input, named: "Conv"),
                operations.operations[conv].inputs.count == 1
            else {
                operations.noteNearMiss(Self.name, at: index, behind: "Conv")
                continue
            }
            operations.addBias(of: index, to: conv)
            operations.foldBack(index, into: conv)
        }
        operations.connect()
    }

    private func isFoldable(_ operations: OperationGraph, _ index: Int) -> Bool {
        switch operations.operations[index].name {
        case "BatchNormalization": return operations.operations[index].outputs.count == 1
        case "Add", "Mul": break
        default: return false
        }
        guard let constant = operations.constantOperand(of: index)?.type.fixedShape,
            let image = operations.type(of: operations.operations[index].inputs[0]).fixedShape, image.count > 2
        else { return false }
        if operations.operations[index].isNamed("Mul"), constant.allSatisfy({ $0 == 1 }) {
            return constant.count <= image.count
        }
        let perChannel = [image[1]] + Array(repeating: 1, count: image.count - 2)
        return constant == perChannel || constant == [1] + perChannel
    }
}
