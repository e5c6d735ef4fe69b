import GraphIR

/// Identity, Dropout, and Cast to the same type vanish: TensorFlow's converter removes what changes nothing.
struct IdentityRemoval: Lowering {
    static let name = "identity-removal"

    func apply(to operations: inout OperationGraph) {
        let removed = operations.operations.indices.filter { index in
            switch operations.operations[index].name {
            case "Dropout", "Identity": return !operations.operations[index].inputs.isEmpty
            case "Cast", "CastLike":
                guard let input = operations.operations[index].inputs.first,
                    let output = operations.operations[index].outputs.first
                else { return false }
                return operations.type(of: input).element == operations.type(of: output).element
            default: return false
            }
        }
        operations.bypass(removed)
    }
}
