import GraphIR

/// A tensor divided by its own norm, held above a small number, becomes `normalize`.
///
/// ncnn: tools/pnnx/src/pass_ncnn/F_normalize.cpp, which writes the layer Normalize.
struct NormalizePattern: Lowering {
    static let name = "normalize"

    func apply(to operations: inout OperationGraph) {
        for index in operations.operations.indices where operations.operations[index].isNamed("Div") {
            let inputs = operations.operations[index].inputs
            guard inputs.count == 2, let parts = norm(of: inputs[0], writing: inputs[1], operations) else { continue }
            operations.operations[index].name = "normalize"
            operations.operations[index].inputs = [inputs[0]]
            for part in parts { operations.fold(part, into: index) }
        }
        operations.connect()
    }

    /// The operations from the norm to its expansion.
    private func norm(of tensor: Int, writing divisor: Int, _ operations: OperationGraph) -> [Int]? {
        var parts: [Int] = []
        var last = divisor
        while let part = operations.onlyProducer(of: last, named: "Clip", "Expand", "Max", "ReduceL2"),
            let input = operations.operations[part].inputs.first
        {
            parts.append(part)
            guard !operations.operations[part].isNamed("ReduceL2") else { return input == tensor ? parts : nil }
            last = input
        }
        return nil
    }
}
