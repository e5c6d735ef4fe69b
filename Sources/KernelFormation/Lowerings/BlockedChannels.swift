import GraphIR

/// Convolutions and pools whose channels fill blocks work on images in that layout, NCHWc: what stands between them
/// follows where it can, and elsewhere the runtime reorders, in kernels of its own.
///
/// onnxruntime/core/optimizer/nchwc_transformer.cc. The ruleset's parameter `block` is what MlasNchwcGetBlockSize gives:
/// 16 on a CPU with AVX-512, 8 on other x86-64.
struct BlockedChannels: Lowering {
    static let name = "blocked-channels"

    func apply(to operations: inout OperationGraph) {
        guard let block = operations.parameters["block"].flatMap({ Int($0) }) else { return }
        var layout = BlockedLayout(operations, block: block)
        for index in operations.operations.indices { layout.visit(index) }
        layout.rewrite(&operations)
    }
}

/// Which tensors are blocked, and which operations read and write them so.
private struct BlockedLayout {
    private let operations: OperationGraph
    private let readers: TensorReaders
    private let block: Int
    /// A convolution's channels that are no whole block are filled up where they are a multiple of this.
    private static let alignment = 4
    /// The names of operations in the blocked layout.
    private var names: [Int: String] = [:]
    /// Per blocked tensor, by how many places its first layout is still read, the graph's output among them.
    private var remainingUses: [Int: Int] = [:]
    /// Tensors in the first layout that are reordered before an operation reads them.
    private var reorderedInputs: Set<Int> = []
    /// Transpositions that a reordering makes part of itself, and how many readers they still have.
    private var transposes: [Int: Int] = [:]
    /// Products that complete a HardSwish, by the HardSigmoid that begins it.
    private var hardSwishes: [Int: Int] = [:]
    /// Operations that are gone: the products above.
    private var absorbed: Set<Int> = []
    /// Per blocked convolution without activation, whether it may still take a sum.
    private var openConvs: [Int: Bool] = [:]
    /// Operations whose channels do not fill blocks.
    private var refused: [Int] = []
    /// Convolutions that wait for the other operand of the sum that they take.
    private var delayed: [Int: Int] = [:]

    init(_ operations: OperationGraph, block: Int) {
        self.operations = operations
        readers = TensorReaders(operations)
        self.block = block
    }

    private func uses(of tensor: Int) -> Int {
        operations.readerCounts[tensor] + (operations.isOutput[tensor] ? 1 : 0)
    }

    private func isBlocked(_ tensor: Int) -> Bool { remainingUses[tensor] != nil }

    mutating func visit(_ index: Int) {
        guard !absorbed.contains(index) else { return }
        switch operations.operations[index].name {
        case "Conv": visitConv(index)
        case "MaxPool", "AveragePool": visitPool(index)
        default:
            trackTranspose(index)
            guard operations.operations[index].inputs.allSatisfy(isBlocked) else { return }
            visitFollower(index)
        }
    }

    private mutating func visitFollower(_ index: Int) {
        switch operations.operations[index].name {
        case "Add", "Sum": visitBinary(index, mayJoin: true)
        case "Mul": visitBinary(index, mayJoin: false)
        case "Concat": visitConcat(index)
        case "HardSigmoid", "LeakyRelu", "Clip", "Relu", "Sigmoid", "Tanh": visitActivation(index)
        case "Gelu", "QuickGelu": visitElementwise(index)
        case "BatchNormalization": visitBatchNormalization(index)
        case "GlobalAveragePool", "GlobalMaxPool": visitPool(index)
        case "Transpose" where permutation(index) == [0, 2, 3, 1]:
            names[index] = "ReorderOutput"
            take(operations.operations[index].inputs[0])
        case "Resize", "Upsample": visitResize(index)
        default: break
        }
    }

    private mutating func visitConv(_ index: Int) {
        let operation = operations.operations[index]
        guard let node = operations.anchor(of: index), node.inputs.count > 1, let weights = node.inputs[1],
            operation.inputs.count == 1, operations.graph[weights].isConstant,
            operations.graph[weights].type.element == .float32,
            let filter = operations.graph[weights].type.fixedShape, filter.count == 4,
            let groups = operation.window?.groups
        else { return }
        if groups > 1 {
            guard filter[0].isMultiple(of: Self.alignment) else { return refuse(index) }
            let isDepthwise = filter[1] == 1 && filter[0] == groups
            guard
                isDepthwise || (filter[1].isMultiple(of: block) && (filter[0] / groups).isMultiple(of: block))
            else { return refuse(index) }
            readBlocked(operation.inputs[0])
        } else if filter[1] >= block {
            guard filter[1].isMultiple(of: Self.alignment) else { return refuse(index) }
            readBlocked(operation.inputs[0])
        }
        names[index] = "NchwcConv"
        write(index)
        openConvs[index] = true
    }

    private mutating func visitPool(_ index: Int) {
        let operation = operations.operations[index]
        guard operation.outputs.count == 1, let input = operation.inputs.first,
            operations.type(of: input).element == .float32, let shape = operations.type(of: input).shape,
            shape.count == 4, let channels = shape[1].value
        else { return }
        guard channels.isMultiple(of: block) else { return refuse(index) }
        readBlocked(input)
        names[index] = "Nchwc" + operation.name
        write(index)
    }

    private mutating func visitBinary(_ index: Int, mayJoin: Bool) {
        let inputs = operations.operations[index].inputs
        guard inputs.count == operations.anchor(of: index)?.inputs.count ?? inputs.count, let first = inputs.first
        else {
            return
        }
        let shape = operations.type(of: first).shape
        guard inputs.allSatisfy({ operations.type(of: $0).shape == shape }) else { return }
        for input in inputs { take(input) }
        names[index] = operations.operations[index].name
        write(index)
        guard mayJoin, inputs.count == 2 else { return }
        for (input, other) in [(inputs[0], inputs[1]), (inputs[1], inputs[0])] {
            let conv = operations.producers[input]
            guard openConvs[conv] == true, uses(of: input) == 1 else { continue }
            openConvs[conv] = nil
            openConvs[index] = false
            if operations.producers[other] > conv { delayed[conv] = index }
            return
        }
    }

    private mutating func visitConcat(_ index: Int) {
        let inputs = operations.operations[index].inputs
        guard operations.axis(of: operations.operations[index], rank: 4) == 1,
            inputs.count == operations.anchor(of: index)?.inputs.count,
            inputs.allSatisfy({ operations.type(of: $0).shape?[1].value?.isMultiple(of: block) ?? false })
        else { return }
        for input in inputs { take(input) }
        names[index] = "Concat"
        write(index)
    }

    private mutating func visitActivation(_ index: Int) {
        let operation = operations.operations[index]
        let input = operation.inputs[0]
        let conv = operations.producers[input]
        if operation.isNamed("HardSigmoid"), let product = hardSwish(index) {
            take(input)
            take(input)
            hardSwishes[index] = product
            absorbed.insert(product)
            names[index] = "HardSwish"
            openConvs[conv] = nil
            write(product)
            return
        }
        switch operation.name {
        // The activations of level 2 go into a convolution before this layout, those here into one that has a sum too.
        case "HardSigmoid", "LeakyRelu":
            guard openConvs[conv] == true, uses(of: input) == 1 else { return }
        case "Clip":
            guard openConvs[conv] == true, uses(of: input) == 1, operations.clipBounds(of: index) != nil else { return }
        default: break
        }
        if uses(of: input) == 1 { openConvs[conv] = nil }
        take(input)
        names[index] = operation.name
        write(index)
    }

    /// What is no activation of a convolution, but works in any layout.
    private mutating func visitElementwise(_ index: Int) {
        let operation = operations.operations[index]
        take(operation.inputs[0])
        names[index] = operation.name
        write(index)
    }

    /// The product x·hardsigmoid(x) behind a HardSigmoid where nothing else reads either.
    private func hardSwish(_ index: Int) -> Int? {
        let operation = operations.operations[index]
        let gate = operation.outputs[0]
        let conv = operations.producers[operation.inputs[0]]
        guard openConvs[conv] != nil, uses(of: operation.inputs[0]) == 2, uses(of: gate) == 1,
            let product = readers[gate].first, operations.operations[product].isNamed("Mul"),
            operations.operations[product].inputs.contains(operation.inputs[0])
        else { return nil }
        return product
    }

    private mutating func visitBatchNormalization(_ index: Int) {
        guard operations.operations[index].outputs.count == 1 else { return }
        take(operations.operations[index].inputs[0])
        names[index] = "NchwcConv"
        write(index)
        openConvs[index] = true
    }

    /// An image that grows by whole numbers along height and width.
    private mutating func visitResize(_ index: Int) {
        let input = operations.operations[index].inputs[0]
        guard let resize = operations.anchor(of: index)?.operation as? Resize,
            operations.operations[index].inputs.count == 1,
            let before = operations.type(of: input).fixedShape, before.count == 4,
            let after = operations.type(of: operations.operations[index].outputs[0]).fixedShape, after.count == 4,
            before[..<2] == after[..<2], zip(before, after).allSatisfy({ $0 > 0 && $1.isMultiple(of: $0) })
        else { return }
        switch (resize.mode, resize.coordinateTransformation) {
        case ("nearest", "asymmetric"), ("linear", "align_corners"), ("linear", "asymmetric"), ("linear", "half_pixel"):
            break
        default: return
        }
        take(input)
        names[index] = "NchwcUpsample"
        write(index)
    }

    private mutating func trackTranspose(_ index: Int) {
        guard operations.operations[index].isNamed("Transpose"), permutation(index) == [0, 3, 1, 2],
            let input = operations.operations[index].inputs.first, !isBlocked(input)
        else { return }
        transposes[index] = uses(of: operations.operations[index].outputs[0])
    }

    private func permutation(_ index: Int) -> [Int]? { operations.permutation(of: index) }

    /// Notes that an operation stays in the plain layout because of its channels.
    private mutating func refuse(_ index: Int) { refused.append(index) }

    /// Notes that an operation reads a tensor in blocks, whichever layout it has.
    private mutating func readBlocked(_ tensor: Int) {
        guard !isBlocked(tensor) else { return take(tensor) }
        reorderedInputs.insert(tensor)
    }

    private mutating func take(_ tensor: Int) { remainingUses[tensor, default: 0] -= 1 }

    private mutating func write(_ index: Int) {
        for output in operations.operations[index].outputs { remainingUses[output] = uses(of: output) }
    }

    /// Gives the operations their new names, and puts reorderings where the layout changes.
    func rewrite(_ operations: inout OperationGraph) {
        for index in refused {
            operations.noteNearMiss(BlockedChannels.name, at: index, .guardFailed("channels-fill-blocks"))
        }
        var result: [Operation] = []
        var plain: [Int: Int] = [:]
        var blocked: [Int: Int] = [:]
        let waiting = Dictionary(grouping: delayed.keys.sorted(), by: { delayed[$0] ?? 0 })
        for index in operations.operations.indices where !absorbed.contains(index) && delayed[index] == nil {
            for conv in waiting[index] ?? [] { append(conv, to: &result, &plain, &blocked, &operations) }
            append(index, to: &result, &plain, &blocked, &operations)
        }
        operations.operations = dropUnreadTransposes(result, operations)
        operations.markStale()
        operations.connect()
    }

    private func append(
        _ index: Int, to result: inout [Operation], _ plain: inout [Int: Int], _ blocked: inout [Int: Int],
        _ operations: inout OperationGraph
    ) {
        var operation = operations.operations[index]
        if let name = names[index] {
            operation.name = name
            if let product = hardSwishes[index] {
                operation.outputs = operations.operations[product].outputs
                operation.nodes += operations.operations[product].nodes
            }
            for (place, input) in operation.inputs.enumerated() where reorderedInputs.contains(input) {
                guard name != "NchwcConv" || readsBlocks(index) else { continue }
                operation.inputs[place] = reordered(input, to: &result, &blocked, &operations)
            }
        } else {
            for (place, input) in operation.inputs.enumerated() {
                if let other = plain[input] { operation.inputs[place] = other }
            }
        }
        result.append(operation)
        guard !operation.isNamed("ReorderOutput") else { return }
        for output in operation.outputs where remainingUses[output] ?? 0 > 0 {
            let other = operations.addTensor(like: output)
            plain[output] = other
            if operations.isOutput[output] { operations.moveOutput(from: output, to: other) }
            result.append(
                Operation(
                    name: "ReorderOutput", inputs: [output], outputs: [other], nodes: [], anchor: nil, source: .runtime
                ))
        }
    }

    /// Whether a convolution reads blocks: one of fewer channels than a block reads the plain image.
    private func readsBlocks(_ index: Int) -> Bool {
        guard let window = operations.operations[index].window, window.groups == 1,
            let channels = operations.type(of: operations.operations[index].inputs[0]).shape?[1].value
        else { return true }
        return channels >= block
    }

    /// The tensor in blocks, reordered once for all that read it; a transposition before it becomes part of that.
    private func reordered(
        _ tensor: Int, to result: inout [Operation], _ blocked: inout [Int: Int], _ operations: inout OperationGraph
    ) -> Int {
        if let known = blocked[tensor] { return known }
        let output = operations.addTensor(like: tensor)
        blocked[tensor] = output
        var source = tensor
        let producer = self.operations.producers[tensor]
        if producer >= 0, transposes[producer] != nil { source = self.operations.operations[producer].inputs[0] }
        result.append(
            Operation(
                name: "ReorderInput", inputs: [source], outputs: [output], nodes: [], anchor: nil, source: .runtime)
        )
        return output
    }

    /// Without the transpositions that nothing reads any more; the reordering in their place stands for their nodes.
    private func dropUnreadTransposes(_ result: [Operation], _ operations: OperationGraph) -> [Operation] {
        guard !transposes.isEmpty else { return result }
        var readTensors = Set(result.flatMap(\.inputs))
        for tensor in operations.isOutput.indices where operations.isOutput[tensor] { readTensors.insert(tensor) }
        let dropped = Set(transposes.keys.flatMap { self.operations.operations[$0].outputs }).subtracting(readTensors)
        var orphans: [Int: [Int]] = [:]
        var kept: [Operation] = []
        for var operation in result {
            if operation.isNamed("Transpose"), dropped.contains(operation.outputs[0]) {
                orphans[operation.inputs[0], default: []] += operation.nodes
                continue
            }
            if operation.isNamed("ReorderInput"), let nodes = orphans.removeValue(forKey: operation.inputs[0]) {
                operation.nodes += nodes
            }
            kept.append(operation)
        }
        return kept
    }
}
