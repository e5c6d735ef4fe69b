import GraphIR

/// Identity, Dropout, a Concat of one tensor, and Cast to the same type vanish: TensorFlow's converter removes what
/// changes nothing.
struct IdentityRemoval: Lowering {
    static let name = "identity-removal"

    func apply(to operations: inout OperationGraph) {
        let removed = operations.indices(named: "Cast", "CastLike", "Concat", "Dropout", "Identity").filter { index in
            switch operations.operations[index].name {
            case "Dropout", "Identity": return !operations.operations[index].inputs.isEmpty
            // A constant that is joined to one tensor is no operand that is computed, but an input all the same.
            case "Concat": return operations.anchor(of: index)?.inputs.count == 1
            default:
                guard let input = operations.operations[index].inputs.first,
                    let output = operations.operations[index].outputs.first
                else { return false }
                return operations.type(of: input).element == operations.type(of: output).element
            }
        }
        operations.bypass(removed)
    }
}
