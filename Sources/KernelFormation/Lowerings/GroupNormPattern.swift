import GraphIR

/// Groups of channels seen as one each, normalised, seen as before, scaled and shifted become `GroupNormalization`.
///
/// torch.onnx writes torch.nn.GroupNorm so; ncnn's tools/pnnx/src/pass_onnx reads it back.
struct GroupNormPattern: Lowering {
    static let name = "group-norm"

    func apply(to operations: inout OperationGraph) {
        for index in operations.operations.indices where operations.operations[index].isNamed("Add") {
            guard operations.operations[index].inputs.count == 1,
                let scale = operations.onlyProducer(of: operations.operations[index].inputs[0], named: "Mul"),
                operations.operations[scale].inputs.count == 1,
                let after = operations.onlyProducer(of: operations.operations[scale].inputs[0], named: "Reshape"),
                let normal = operations.onlyProducer(
                    of: operations.operations[after].inputs[0], named: "InstanceNormalization"),
                let before = operations.onlyProducer(of: operations.operations[normal].inputs[0], named: "Reshape")
            else { continue }
            operations.operations[index].name = "GroupNormalization"
            operations.operations[index].inputs = operations.operations[before].inputs
            for part in [before, normal, after, scale] { operations.fold(part, into: index) }
        }
        operations.connect()
    }
}
