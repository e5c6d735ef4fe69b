import GraphIR

/// Operations that compute the same of the same become one.
///
/// onnxruntime/core/optimizer/common_subexpression_elimination.cc and constant_sharing.cc: small constants of equal
/// elements count as the same.
struct CommonSubexpressions: Lowering {
    static let name = "common-subexpressions"

    /// What makes two operations the same.
    private struct Key: Hashable {
        let name: String
        let attributes: AnyHashable?
        let inputs: [Input]
        let outputCount: Int
    }

    private enum Input: Hashable {
        case none
        case tensor(Int)
        case constant(TensorType, Elements)
    }

    func apply(to operations: inout OperationGraph) {
        var first: [Key: Int] = [:]
        var replaced: [Int: Int] = [:]
        for index in operations.operations.indices {
            for (place, input) in operations.operations[index].inputs.enumerated() {
                if let other = replaced[input] { operations.operations[index].inputs[place] = other }
            }
            guard let key = key(of: index, operations) else { continue }
            guard let original = first[key] else {
                first[key] = index
                continue
            }
            let outputs = zip(operations.operations[index].outputs, operations.operations[original].outputs)
            guard outputs.allSatisfy({ !operations.isOutput[$0.0] }) else { continue }
            for (copy, output) in outputs { replaced[copy] = output }
            operations.fold(index, into: original)
        }
        operations.connect()
    }

    /// nil for what may not be merged.
    private func key(of index: Int, _ operations: OperationGraph) -> Key? {
        let operation = operations.operations[index]
        guard let node = operations.anchor(of: index), let operator_ = node.operation, operator_.isDeterministic,
            operation.name == node.operatorName, !operation.inputs.isEmpty
        else { return nil }
        var computed = operation.inputs.makeIterator()
        let inputs = node.inputs.map { id -> Input in
            guard let id else { return .none }
            let value = operations.graph[id]
            guard value.isConstant else { return computed.next().map(Input.tensor) ?? .none }
            if let elements = value.elements, elements.isComplete, elements.count <= 8 {
                return .constant(value.type, elements)
            }
            return .tensor(id.index)
        }
        return Key(
            name: operation.name, attributes: AnyHashable(operator_), inputs: inputs,
            outputCount: operation.outputs.count)
    }
}
