import GraphIR

/// A tensor of which readers take different parts along one axis that make up the whole is split once.
///
/// onnxruntime/core/optimizer/gather_fusion.cc, GatherSliceToSplitFusion: a Gather of one place becomes a Squeeze of its
/// part, a Slice becomes the part.
struct SplitFusion: Lowering {
    static let name = "split-fusion"

    /// What a reader takes.
    private struct Part {
        var reader: Int
        var axis: Int
        var start: Int
        var end: Int
        var isGather: Bool
    }

    func apply(to operations: inout OperationGraph) {
        let readers = TensorReaders(operations)
        var replacements: [Int: [Operation]] = [:]
        for index in operations.operations.indices {
            guard operations.operations[index].outputs.count == 1, !operations.operations[index].isNamed("Shape") else {
                continue
            }
            split(operations.operations[index].outputs[0], readers, &operations, &replacements)
        }
        operations.replace(replacements)
    }

    private func split(
        _ tensor: Int, _ readers: TensorReaders, _ operations: inout OperationGraph,
        _ replacements: inout [Int: [Operation]]
    ) {
        guard readers[tensor].count > 1, !operations.isOutput[tensor],
            let shape = operations.type(of: tensor).shape
        else { return }
        var parts: [Part] = []
        for reader in readers[tensor] {
            guard let part = part(of: reader, shape, operations) else { continue }
            guard part.axis == parts.first?.axis ?? part.axis else { return }
            parts.append(part)
        }
        parts.sort { $0.start < $1.start }
        guard parts.count > 1, parts.first?.start == 0, shape[parts[0].axis] == .fixed(parts[parts.count - 1].end),
            zip(parts, parts.dropFirst()).allSatisfy({ $0.end == $1.start }), let first = parts.map(\.reader).min()
        else { return }
        var split = Operation(added: "Split", inputs: [tensor], outputs: [])
        split.axis = parts[0].axis
        var squeezes: [Int: Operation] = [:]
        for part in parts {
            var reader = operations.operations[part.reader]
            guard part.isGather else {
                split.outputs.append(reader.outputs[0])
                split.nodes += reader.nodes
                continue
            }
            let slot = operations.addTensor(like: tensor)
            split.outputs.append(slot)
            reader.name = "Squeeze"
            reader.inputs = [slot]
            squeezes[part.reader] = reader
        }
        for part in parts {
            replacements[part.reader] =
                (part.reader == first ? [split] : []) + (squeezes[part.reader].map { [$0] } ?? [])
        }
    }

    private func part(of reader: Int, _ shape: TensorShape, _ operations: OperationGraph) -> Part? {
        let operation = operations.operations[reader]
        guard operation.inputs.count == 1, let node = operation.anchor else { return nil }
        let operands = operations.graph.operands(ofNode: node)
        switch operation.name {
        case "Gather":
            guard let axis = operations.axis(of: operation, rank: shape.count), let extent = shape[axis].value,
                let index = operands.integers(1), index.count == 1, operands.shape(1)?.isEmpty ?? false,
                (-extent..<extent).contains(index[0])
            else { return nil }
            let start = (index[0] + extent) % extent
            return Part(reader: reader, axis: axis, start: start, end: start + 1, isGather: true)
        case "Slice":
            guard let starts = operands.integers(1), let ends = operands.integers(2), starts.count == 1,
                ends.count == 1,
                let axes = operations.slicedAxes(of: operation, rank: shape.count), axes.count == 1,
                operands.integers(4) ?? [1] == [1], let extent = shape[axes[0]].value
            else { return nil }
            let start = starts[0] < 0 ? max(0, starts[0] + extent) : min(starts[0], extent)
            let end = ends[0] < 0 ? max(0, ends[0] + extent) : min(ends[0], extent)
            guard start < end else { return nil }
            return Part(reader: reader, axis: axes[0], start: start, end: end, isGather: false)
        default: return nil
        }
    }
}
