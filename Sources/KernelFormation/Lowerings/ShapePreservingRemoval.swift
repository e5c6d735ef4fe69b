import GraphIR

/// Slices, pads, reshapes and tilings whose output has the shape of their input vanish, and so does an Expand that only
/// arithmetic reads, which broadcasts by itself.
///
/// openvino: src/common/transformations/src/transformations/common_optimizations: nop_elimination.cpp and
/// broadcast_elementwise_fusion.cpp.
struct ShapePreservingRemoval: Lowering {
    static let name = "shape-preserving-removal"

    private static let arithmetic: Set = ["Add", "Div", "Max", "Min", "Mul", "Pow", "Sub"]

    func apply(to operations: inout OperationGraph) {
        let readers = TensorReaders(operations)
        let removed = operations.operations.indices.filter { index in
            let operation = operations.operations[index]
            guard operation.inputs.count == 1, operation.outputs.count == 1 else { return false }
            switch operation.name {
            case "Expand":
                let output = operation.outputs[0]
                let isBroadcast = readers[output].allSatisfy {
                    Self.arithmetic.contains(operations.operations[$0].name)
                        && operations.operations[$0].inputs.count > 1
                }
                return isBroadcast && !operations.isOutput[output] || keepsShape(operation, operations)
            case "Flatten", "Pad", "Reshape", "Slice", "Squeeze", "Tile", "Unsqueeze":
                return keepsShape(operation, operations)
            default: return false
            }
        }
        operations.bypass(removed)
    }

    private func keepsShape(_ operation: Operation, _ operations: OperationGraph) -> Bool {
        let before = operations.type(of: operation.inputs[0])
        return before.isStatic && before.shape == operations.type(of: operation.outputs[0]).shape
    }
}
