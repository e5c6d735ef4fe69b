import GraphIR

/// Additions and multiplications by a constant per channel, or one for all, fold into the convolution or matrix product
/// before them.
///
/// tensorflow/compiler/mlir/lite/transforms/optimize.cc, FuseFullyConnectedAndAdd and its like for convolutions.
struct ConstantFolding: Lowering {
    static let name = "constants"

    func apply(to operations: inout OperationGraph) {
        guard !operations.isTFLite else { return }
        for index in operations.indices(named: "Add", "Div", "Mul", "Sub", "add") {
            guard isFoldable(operations, index),
                let producer = operations.onlyProducer(
                    of: operations.operations[index].inputs[0], named: "Conv", "ConvTranspose", "fully_connected")
            else { continue }
            operations.addBias(of: index, to: producer)
            operations.foldBack(index, into: producer)
        }
        operations.connect()
    }

    private func isFoldable(_ operations: OperationGraph, _ index: Int) -> Bool {
        let inputs = operations.operations[index].inputs
        switch operations.operations[index].name {
        // A shift that a lowering adds is a number.
        case "add" where inputs.count == 1: return true
        case "Add", "Mul": break
        default: guard operations.startsWithComputedOperand(index) else { return false }
        }
        guard let constant = operations.constantOperand(of: index), let count = constant.type.elementCount,
            operations.type(of: inputs[0]).shape == operations.type(of: operations.operations[index].outputs[0]).shape
        else { return false }
        return count == 1 || count == operations.extents(of: inputs[0])?.channels
    }
}
