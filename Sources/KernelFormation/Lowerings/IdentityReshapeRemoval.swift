/// A reshape between equal batch, height, width and channels vanishes: for the delegate every tensor has these four.
///
/// tensorflow/lite/delegates/gpu/common/transformations/remove_noop.cc, NewRemoveIdentityReshape.
struct IdentityReshapeRemoval: Lowering {
    static let name = "identity-reshape-removal"

    func apply(to operations: inout OperationGraph) {
        operations.bypass(
            operations.operations.indices.filter { index in
                let operation = operations.operations[index]
                guard operation.name == "reshape", let input = operation.inputs.first,
                    let output = operation.outputs.first, let extents = operations.extents(of: input)
                else { return false }
                return extents == operations.extents(of: output)
            })
    }
}
