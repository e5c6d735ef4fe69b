import GraphIR

/// Identity, Dropout, a Concat of one tensor, and Cast to the same type vanish: TensorFlow's converter removes what changes nothing.
struct IdentityRemoval: Lowering {
    static let name = "identity-removal"

    func apply(to operations: inout OperationGraph) {
        let removed = operations.operations.indices.filter { index in
            let operation = operations.operations[index]
            guard let input = operation.inputs.first, let output = operation.outputs.first else { return false }
            switch operation.name {
            case "Dropout", "Identity": return true
            case "Concat": return operation.inputs.count == 1
            case "Cast", "CastLike":
                return operations.type(of: input).element == operations.type(of: output).element
            default: return false
            }
        }
        operations.bypass(removed)
    }
}
