import GraphIR

/// A reshape between equal batch, height, width and channels vanishes: for the delegate every tensor has these four.
///
/// tensorflow/lite/delegates/gpu/common/transformations/remove_noop.cc, NewRemoveIdentityReshape.
struct IdentityReshapeRemoval: Lowering {
    static let name = "identity-reshape-removal"

    func apply(to operations: inout OperationGraph) {
        let removed = operations.operations.indices.filter { index in
            guard operations.operations[index].isNamed("reshape"),
                let input = operations.operations[index].inputs.first,
                let output = operations.operations[index].outputs.first, let extents = operations.extents(of: input)
            else { return false }
            return extents == operations.extents(of: output)
        }
        operations.bypass(removed)
    }
}
