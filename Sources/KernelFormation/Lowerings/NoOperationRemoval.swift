import GraphIR

/// Identity, Dropout, casts to the same type, slices from 0 to the end, expansions to the same shape, and arithmetic with
/// the neutral number vanish, as ONNX Runtime removes them.
///
/// onnxruntime/core/optimizer: identity_elimination.cc, dropout_elimination.cc, cast_elimination.cc, slice_elimination.cc,
/// expand_elimination.cc, noop_elimination.cc.
struct NoOperationRemoval: Lowering {
    static let name = "no-operation-removal"

    func apply(to operations: inout OperationGraph) {
        operations.bypass(operations.operations.indices.filter { changesNothing(operations, $0) })
    }

    private func changesNothing(_ operations: OperationGraph, _ index: Int) -> Bool {
        let operation = operations.operations[index]
        guard operation.inputs.count == 1, let output = operation.outputs.first else { return false }
        let before = operations.type(of: operation.inputs[0])
        let after = operations.type(of: output)
        switch operation.name {
        case "Dropout", "Identity": return true
        case "Cast", "CastLike": return before.element == after.element
        case "Expand": return before.isStatic && before.shape == after.shape
        case "Slice": return takesAll(operations, index)
        case "Add": return isNeutral(operations, index, 0, before)
        case "Sub": return operations.startsWithComputedOperand(index) && isNeutral(operations, index, 0, before)
        case "Mul": return isNeutral(operations, index, 1, before)
        case "Div": return operations.startsWithComputedOperand(index) && isNeutral(operations, index, 1, before)
        default: return false
        }
    }

    private func isNeutral(_ operations: OperationGraph, _ index: Int, _ number: Double, _ type: TensorType) -> Bool {
        guard operations.scalarOperand(of: index) == number, let constant = operations.constantOperand(of: index) else {
            return false
        }
        return constant.type.shape?.count ?? 0 <= type.shape?.count ?? 0
    }

    /// Whether a slice spells out that it has no end; one whose end happens to be the extent stays.
    private func takesAll(_ operations: OperationGraph, _ index: Int) -> Bool {
        guard let node = operations.operations[index].anchor else { return false }
        let operands = operations.graph.operands(ofNode: node)
        guard let starts = operands.integers(1), let ends = operands.integers(2) else { return false }
        return starts.allSatisfy { $0 == 0 } && ends.allSatisfy { $0 >= Int(Int32.max) }
            && operands.integers(4)?.allSatisfy { $0 == 1 } ?? true
    }
}
