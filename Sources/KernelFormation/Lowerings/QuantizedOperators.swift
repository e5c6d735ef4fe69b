import GraphIR

/// An operator whose operands are all dequantised for it, and whose output is quantised again, works on the integers: the
/// conversions around it vanish.
///
/// So a graph with QuantizeLinear and DequantizeLinear says that it is to run on integers; tensorflow/compiler/mlir/lite
/// and onnxruntime/core/optimizer/qdq_transformer read it so.
struct QuantizedOperators: Lowering {
    static let name = "quantized-operators"

    private static let activations: Set = ["Clip", "Relu"]

    func apply(to operations: inout OperationGraph) {
        let readers = TensorReaders(operations)
        // Of each conversion, how many readers do without it.
        var relieved: [Int: Int] = [:]
        var survivors: [Int: Int] = [:]
        for index in operations.operations.indices {
            guard let conversions = conversions(before: index, operations),
                let last = quantized(index, readers, operations)
            else { continue }
            for (position, conversion) in conversions.enumerated() {
                operations.operations[index].inputs[position] = operations.operations[conversion].inputs[0]
                relieved[conversion, default: 0] += 1
                if survivors[conversion] == nil { survivors[conversion] = index }
            }
            let quantization = readers[operations.operations[last].outputs[0]].first ?? last
            operations.foldBack(quantization, into: last)
        }
        for (conversion, count) in relieved.sorted(by: { $0.key < $1.key }) {
            let output = operations.operations[conversion].outputs[0]
            guard count == readers[output].count, !operations.isOutput[output], let survivor = survivors[conversion]
            else { continue }
            operations.fold(conversion, into: survivor)
        }
        operations.connect()
    }

    /// The conversions that write the operands, where all are dequantised.
    private func conversions(before index: Int, _ operations: OperationGraph) -> [Int]? {
        let operation = operations.operations[index]
        guard !operation.inputs.isEmpty, operation.outputs.count == 1, !operation.name.hasSuffix("Linear") else {
            return nil
        }
        var conversions: [Int] = []
        for input in operation.inputs {
            let producer = operations.producers[input]
            guard producer >= 0, operations.operations[producer].isNamed("DequantizeLinear"),
                operations.operations[producer].inputs.count == 1
            else { return nil }
            conversions.append(producer)
        }
        return conversions
    }

    /// The operation whose output is quantised: the operation itself, or an activation behind it.
    private func quantized(_ index: Int, _ readers: TensorReaders, _ operations: OperationGraph) -> Int? {
        let output = operations.operations[index].outputs[0]
        guard !operations.isOutput[output], readers[output].count == 1, let reader = readers[output].first,
            operations.operations[reader].outputs.count == 1
        else { return nil }
        let name = operations.operations[reader].name
        if name == "QuantizeLinear", operations.operations[reader].inputs.count == 1 { return index }
        return Self.activations.contains(name) ? quantized(reader, readers, operations) : nil
    }
}
