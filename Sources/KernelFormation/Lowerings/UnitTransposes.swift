import GraphIR

/// A transposition that moves axes of one element alone is a reshape.
///
/// openvino: src/common/transformations/src/transformations/common_optimizations/transpose_to_reshape.cpp.
struct UnitTransposes: Lowering {
    static let name = "unit-transposes"

    func apply(to operations: inout OperationGraph) {
        for index in operations.operations.indices where movesUnitAxes(index, operations) {
            operations.operations[index].name = "Reshape"
        }
    }

    private func movesUnitAxes(_ index: Int, _ operations: OperationGraph) -> Bool {
        guard operations.operations[index].isNamed("Transpose"), let permutation = operations.permutation(of: index),
            let shape = operations.type(of: operations.operations[index].inputs[0]).shape,
            permutation.count == shape.count
        else { return false }
        let moved = permutation.filter { shape[$0] != .fixed(1) }
        return moved == moved.sorted()
    }
}
