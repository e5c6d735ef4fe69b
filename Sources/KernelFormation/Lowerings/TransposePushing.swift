import GraphIR

/// Transpositions move towards the outputs, past operators that work in any order of axes, where that lets them cancel.
///
/// onnxruntime/core/optimizer/transpose_optimization/onnx_transpose_optimization.cc. A move must make the transpositions
/// before an operator fewer, counted by the axes of more than one element, and those behind it not more, unless one there
/// leads to another.
struct TransposePushing: Lowering {
    static let name = "transpose-pushing"

    func apply(to operations: inout OperationGraph) {
        guard operations.operations.contains(where: { $0.isNamed("Transpose") }) else { return }
        var optimizer = TransposeOptimizer(operations)
        optimizer.run()
        operations = optimizer.finished()
    }
}

/// One walk over the operations in their order.
private struct TransposeOptimizer {
    private var graph: OperationGraph
    private let source: [Operation]
    private let readers: TensorReaders
    /// The operations written so far; nil where one is gone again.
    private var result: [Operation?] = []
    /// Per tensor, the place in `result` of what writes it.
    private var places: [Int: Int] = [:]
    /// Per tensor, how many inputs and outputs of the graph still read it.
    private var uses: [Int]
    /// Per tensor from which a transposition is reached through operators that would be moved past, by how many readers.
    private let leadingUses: [Int: Int]
    /// Tensors that others are read for.
    private var aliases: [Int: Int] = [:]
    /// Nodes of transpositions that are gone, for whoever took them up.
    private var orphans: [Int] = []

    init(_ graph: OperationGraph) {
        self.graph = graph
        source = graph.operations
        readers = TensorReaders(graph)
        result.reserveCapacity(source.count)
        uses = graph.producers.indices.map { graph.readerCounts[$0] + (graph.isOutput[$0] ? 1 : 0) }
        var leadingUses: [Int: Int] = [:]
        for operation in source.reversed() {
            if operation.isNamed("Transpose"), let input = operation.inputs.first {
                leadingUses[input, default: 0] += 1
            } else if operation.outputs.contains(where: { leadingUses[$0] != nil }),
                let handling = AxisHandling(operation.name), handling.transposesOutputs
            {
                for input in operation.inputs.prefix(handling.movesAllInputs ? .max : 1) {
                    leadingUses[input, default: 0] += 1
                }
            }
        }
        self.leadingUses = leadingUses
    }

    mutating func run() {
        for operation in source { add(operation) }
    }

    func finished() -> OperationGraph {
        var graph = graph
        graph.operations = result.compactMap(\.self)
        graph.markStale()
        graph.connect()
        return graph
    }

    private mutating func add(_ given: Operation) {
        var operation = given
        for (place, input) in operation.inputs.enumerated() {
            if let other = aliases[input] { operation.inputs[place] = other }
        }
        var behind: [Operation] = []
        while let moved = push(into: &operation) { behind = moved + behind }
        if operation.isNamed("Transpose"), let permutation = operation.permutation, permutation.isIdentity,
            !graph.isOutput[operation.outputs[0]]
        {
            drop(operation)
        } else {
            append(operation)
        }
        for transpose in behind { add(transpose) }
    }

    /// Lets readers of a transposition that changes nothing read its input.
    private mutating func drop(_ operation: Operation) {
        let (input, output) = (operation.inputs[0], operation.outputs[0])
        aliases[output] = input
        uses[input] += uses[output] - 1
        if let place = places[input] { result[place]?.nodes += operation.nodes } else { orphans += operation.nodes }
    }

    private mutating func append(_ operation: Operation) {
        for output in operation.outputs { places[output] = result.count }
        result.append(operation)
    }

    private func rank(_ tensor: Int) -> Int? { graph.type(of: tensor).shape?.count }

    /// The transposition that writes a tensor.
    private func transpose(of tensor: Int) -> (operation: Operation, permutation: [Int])? {
        guard let place = places[tensor], let operation = result[place], operation.isNamed("Transpose") else {
            return nil
        }
        let permutation = operation.permutation ?? graph.permutation(ofTranspose: operation)
        return permutation.map { (operation, $0) }
    }

    /// Moves a transposition past the operation; what then stands behind it, nil where none could be moved.
    private mutating func push(into operation: inout Operation) -> [Operation]? {
        for input in operation.inputs {
            guard let (before, permutation) = transpose(of: input) else { continue }
            if let equal = graph.permutation(ofReshape: operation) {
                operation.name = "Transpose"
                operation.permutation = equal
            }
            if operation.isNamed("Transpose") { return merge(before, permutation, into: &operation) ? [] : nil }
            guard let handling = AxisHandling(operation.name),
                input == operation.inputs[0] || handling.movesAllInputs,
                cost(of: operation, handling, permutation) < 0,
                let move = AxisMove(operation, handling, permutation, graph)
            else { continue }
            return apply(move, permutation, handling, to: &operation)
        }
        return nil
    }

    /// What a move costs in axes of tensors that are transposed.
    private func cost(of operation: Operation, _ handling: AxisHandling, _ permutation: [Int]) -> Int {
        let inputs = handling.movesAllInputs ? operation.inputs : [operation.inputs[0]]
        var cost = 0
        for input in inputs {
            if let (_, other) = transpose(of: input) {
                cost -= other == permutation && mayVanish(input) ? axisCount(of: input) : 0
            } else {
                cost += axisCount(of: input)
            }
        }
        guard cost < 0, handling.transposesOutputs,
            !operation.outputs.contains(where: { leadsToTranspose($0, handling) })
        else { return cost }
        return cost + (operation.outputs.map(axisCount).max() ?? 0)
    }

    /// Whether a transposition behind a tensor may cancel the one that is moved there. What the runtime does behind a
    /// Squeeze was seen in its optimised models, not read: there all readers must lead to one.
    private func leadsToTranspose(_ tensor: Int, _ handling: AxisHandling) -> Bool {
        guard let count = leadingUses[tensor] else { return false }
        return handling != .squeeze || count == readers[tensor].count && !graph.isOutput[tensor]
    }

    /// Axes of more than one element; 5 where they are not known.
    private func axisCount(of tensor: Int) -> Int { graph.type(of: tensor).shape?.count { $0 != 1 } ?? 5 }

    /// Whether all that reads a transposed tensor could be moved before the transposition.
    private func mayVanish(_ tensor: Int) -> Bool {
        guard !graph.isOutput[tensor] else { return false }
        guard tensor < readers.tensorCount else { return true }
        return readers[tensor].allSatisfy { source[$0].isNamed("Transpose") || AxisHandling(source[$0].name) != nil }
    }

    /// Makes one transposition of two, or none where they cancel.
    private mutating func merge(_ before: Operation, _ permutation: [Int], into operation: inout Operation) -> Bool {
        guard let second = operation.permutation ?? graph.permutation(ofTranspose: operation),
            second.count == permutation.count
        else { return false }
        operation.permutation = second.map { permutation[$0] }
        replaceInput(at: 0, of: &operation, by: before.inputs[0])
        operation.nodes += takeOrphans()
        return true
    }

    private mutating func apply(
        _ move: AxisMove, _ permutation: [Int], _ handling: AxisHandling, to operation: inout Operation
    ) -> [Operation] {
        let inverse = permutation.inverted
        let count = handling.movesAllInputs ? operation.inputs.count : 1
        for place in 0..<count { transposeInput(at: place, of: &operation, inverse, permutation) }
        operation.axis = move.axis ?? operation.axis
        operation.axes = move.axes ?? operation.axes
        var behind: [Operation] = []
        for (place, output) in operation.outputs.enumerated() where !move.outputPermutation.isIdentity {
            guard let shape = graph.type(of: output).shape, shape.count == move.outputPermutation.count else {
                continue
            }
            var type = graph.type(of: output)
            type.shape = TensorShape(move.outputPermutation.inverted.map { shape[$0] })
            let moved = graph.addTensor(like: output, type: type)
            uses.append(1)
            operation.outputs[place] = moved
            behind.append(
                Operation(
                    name: "Transpose", inputs: [moved], outputs: [output], nodes: [], anchor: nil, source: .runtime,
                    permutation: move.outputPermutation))
        }
        let nodes = takeOrphans()
        if behind.isEmpty { operation.nodes += nodes } else { behind[0].nodes += nodes }
        return behind
    }

    /// Lets an operation read the tensor before a transposition, or one that is transposed the other way.
    private mutating func transposeInput(
        at place: Int, of operation: inout Operation, _ inverse: [Int], _ permutation: [Int]
    ) {
        let input = operation.inputs[place]
        guard let rank = rank(input), rank == permutation.count else { return }
        if let (before, other) = transpose(of: input), other == permutation {
            return replaceInput(at: place, of: &operation, by: before.inputs[0])
        }
        var type = graph.type(of: input)
        type.shape = type.shape.map { shape in TensorShape(inverse.map { shape[$0] }) }
        let moved = graph.addTensor(like: input, type: type)
        uses.append(1)
        var added = Operation(
            name: "Transpose", inputs: [input], outputs: [moved], nodes: [], anchor: nil, source: .runtime,
            permutation: inverse)
        operation.inputs[place] = moved
        if let (before, other) = transpose(of: input) {
            added.permutation = inverse.map { other[$0] }
            replaceInput(at: 0, of: &added, by: before.inputs[0])
            added.nodes += takeOrphans()
        }
        append(added)
    }

    /// Reads another tensor, and drops the transposition that nothing reads any more.
    private mutating func replaceInput(at place: Int, of operation: inout Operation, by tensor: Int) {
        let old = operation.inputs[place]
        operation.inputs[place] = tensor
        uses[tensor] += 1
        uses[old] -= 1
        guard uses[old] == 0, let producer = places[old], let gone = result[producer] else { return }
        result[producer] = nil
        for input in gone.inputs { uses[input] -= 1 }
        orphans += gone.nodes
    }

    private mutating func takeOrphans() -> [Int] {
        defer { orphans = [] }
        return orphans
    }
}

/// What an operator does with axes.
private enum AxisHandling {
    case unary, broadcast, concat, split, softmax, reduce, squeeze, unsqueeze, gather, reshape, slice

    private static let unaryNames: Set<String> = [
        "Abs", "Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "Cast", "CastLike", "Ceil", "Celu", "Clip", "Cos",
        "Cosh", "DequantizeLinear", "Erf", "Exp", "Floor", "Gelu", "HardSigmoid", "HardSwish", "Identity", "IsInf",
        "IsNaN", "LeakyRelu", "Log", "Neg", "Not", "Pad", "QuantizeLinear", "Reciprocal", "Relu", "Round", "Selu",
        "Shrink", "Sigmoid", "Sign", "Sin", "Sinh", "Softplus", "Softsign", "Sqrt", "Tan", "Tanh",
        "ThresholdedRelu", "Tile",
    ]
    private static let broadcastNames: Set<String> = [
        "Add", "And", "BitShift", "Div", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Max", "Mean",
        "Min", "Mod", "Mul", "Or", "PRelu", "Pow", "Sub", "Sum", "Where", "Xor",
    ]

    init?(_ name: String) {
        switch name {
        case "Concat": self = .concat
        case "Split": self = .split
        case "Hardmax", "LogSoftmax", "Softmax": self = .softmax
        case "Squeeze": self = .squeeze
        case "Unsqueeze": self = .unsqueeze
        case "Gather": self = .gather
        case "Reshape": self = .reshape
        case "Slice": self = .slice
        case _ where Self.unaryNames.contains(name): self = .unary
        case _ where Self.broadcastNames.contains(name): self = .broadcast
        case _ where name.hasPrefix("Reduce"): self = .reduce
        default: return nil
        }
    }

    /// Whether a transposition before it becomes one of as many elements behind it, so that moving gains nothing by
    /// itself.
    var transposesOutputs: Bool { self != .gather && self != .reshape }

    /// Whether all that it reads has the same axes.
    var movesAllInputs: Bool { self == .broadcast || self == .concat }
}

/// What becomes of an operator's axes, and of the transposition, when that moves past it.
private struct AxisMove {
    /// The transposition behind the operator, where it changes anything.
    var outputPermutation: [Int]
    var axis: Int?
    var axes: [Int]?

    /// nil where the transposition cannot move past the operation.
    init?(_ operation: Operation, _ handling: AxisHandling, _ permutation: [Int], _ graph: OperationGraph) {
        outputPermutation = permutation
        let rank = permutation.count
        switch handling {
        case .unary: break
        case .broadcast:
            let ranks = operation.inputs.map { graph.type(of: $0).shape?.count }
            guard ranks.allSatisfy({ $0 == rank }), graph.type(of: operation.outputs[0]).shape?.count == rank else {
                return nil
            }
        case .concat, .softmax, .split:
            guard let axis = graph.axis(of: operation, rank: rank) else { return nil }
            self.axis = permutation[axis]
        case .reduce:
            guard let axes = graph.reducedAxes(of: operation) else { return nil }
            self.axes = axes.map { permutation[$0] }
            if graph.type(of: operation.outputs[0]).shape?.count != rank {
                outputPermutation = permutation.removing(axes)
            }
        case .squeeze:
            guard let axes = graph.listedAxes(of: operation, rank: rank) else { return nil }
            self.axes = axes.map { permutation[$0] }
            outputPermutation = permutation.removing(axes)
        case .slice:
            guard let axes = graph.slicedAxes(of: operation, rank: rank) else { return nil }
            self.axes = axes.map { permutation[$0] }
        case .unsqueeze:
            guard let outputRank = graph.type(of: operation.outputs[0]).shape?.count,
                let axes = graph.listedAxes(of: operation, rank: outputRank)
            else { return nil }
            outputPermutation = permutation.inserting(axes)
        case .gather:
            guard operation.inputs.count == 1, let axis = graph.axis(of: operation, rank: rank),
                let outputRank = graph.type(of: operation.outputs[0]).shape?.count
            else { return nil }
            self.axis = permutation[axis]
            switch outputRank {
            case rank: break
            case rank - 1: outputPermutation = permutation.removing([axis])
            default: return nil
            }
        case .reshape:
            guard let before = graph.type(of: operation.inputs[0]).fixedShape,
                let after = graph.type(of: operation.outputs[0]).fixedShape,
                let moved = permutation.moved(pastReshapeFrom: before, to: after)
            else { return nil }
            outputPermutation = moved
        }
    }
}

extension OperationGraph {
    /// The permutation of an operation that is not among the graph's any more.
    fileprivate func permutation(ofTranspose operation: Operation) -> [Int]? {
        guard let anchor = operation.anchor, let transpose = graph.nodes[anchor].operation as? Transpose,
            let rank = operation.inputs.first.flatMap({ type(of: $0).shape?.count })
        else { return nil }
        return transpose.permutation(ofRank: rank)
    }

    /// The permutation that a reshape amounts to, where it only moves axes of one element.
    fileprivate func permutation(ofReshape operation: Operation) -> [Int]? {
        guard operation.isNamed("Reshape"), let before = type(of: operation.inputs[0]).fixedShape,
            let after = type(of: operation.outputs[0]).fixedShape, before.count == after.count
        else { return nil }
        var single = before.indices.filter { before[$0] == 1 }[...]
        var others = before.indices.filter { before[$0] != 1 }[...]
        guard others.map({ before[$0] }) == after.filter({ $0 != 1 }) else { return nil }
        return after.map { $0 == 1 ? single.removeFirst() : others.removeFirst() }
    }

    /// The one axis along which an operation works, counted from the front.
    func axis(of operation: Operation, rank: Int) -> Int? {
        if let axis = operation.axis { return axis }
        let axis: Int? =
            switch operation.anchor.flatMap({ graph.nodes[$0].operation }) {
            case let concat as Concat: concat.axis
            case let split as Split: split.axis
            case let gather as Gather: gather.axis
            case let softmax as Softmax where !softmax.flattensFromAxis: softmax.axis
            default: nil
            }
        return axis.flatMap { (-rank..<rank).contains($0) ? ($0 + rank) % rank : nil }
    }

    /// The axes along which a slice takes a part, counted from the front.
    func slicedAxes(of operation: Operation, rank: Int) -> [Int]? {
        if let axes = operation.axes { return axes }
        guard let anchor = operation.anchor else { return nil }
        let operands = graph.operands(ofNode: anchor)
        guard let starts = operands.integers(1) else { return nil }
        let axes = operands[3] == nil ? Array(starts.indices) : operands.integers(3) ?? [rank]
        guard axes.allSatisfy((-rank..<rank).contains) else { return nil }
        return axes.map { ($0 + rank) % rank }
    }

    /// The axes that an operation's second input lists, counted from the front.
    fileprivate func listedAxes(of operation: Operation, rank: Int) -> [Int]? {
        if operation.axes != nil { return nil }
        guard let anchor = operation.anchor, let axes = graph.operands(ofNode: anchor).integers(1),
            axes.allSatisfy((-rank..<rank).contains)
        else { return nil }
        return axes.map { ($0 + rank) % rank }
    }

    /// The axes that a reduction takes away or leaves with one element.
    fileprivate func reducedAxes(of operation: Operation) -> [Int]? {
        guard operation.axes == nil, let before = type(of: operation.inputs[0]).shape,
            let after = type(of: operation.outputs[0]).shape
        else { return nil }
        if let axes = listedAxes(of: operation, rank: before.count) { return axes }
        if before.count == after.count { return before.indices.filter { before[$0] != after[$0] } }
        var axes: [Int] = []
        var place = 0
        for axis in before.indices {
            if place < after.count, before[axis] == after[place] { place += 1 } else { axes.append(axis) }
        }
        return place == after.count ? axes : nil
    }
}

extension [Int] {
    /// The permutation that undoes this one.
    fileprivate var inverted: [Int] {
        var result = self
        for (place, axis) in enumerated() { result[axis] = place }
        return result
    }

    fileprivate var isIdentity: Bool { enumerated().allSatisfy { $0 == $1 } }

    /// This permutation without those of its places.
    fileprivate func removing(_ places: [Int]) -> [Int] {
        let kept = indices.filter { !places.contains($0) }.map { self[$0] }
        let order = kept.sorted()
        return kept.map { axis in order.firstIndex(of: axis) ?? 0 }
    }

    /// This permutation with new axes at these places, which stay where they are.
    fileprivate func inserting(_ places: [Int]) -> [Int] {
        let kept = (0..<(count + places.count)).filter { !places.contains($0) }
        var result = Array(0..<(count + places.count))
        for (place, axis) in zip(kept, self) { result[place] = kept[axis] }
        return result
    }

    /// The permutation behind a reshape that stands behind this one, where the reshape only splits axes, or joins such as
    /// lie side by side before the transposition too.
    fileprivate func moved(pastReshapeFrom before: [Int], to after: [Int]) -> [Int]? {
        guard let groups = Self.groups(from: before, to: after) else { return nil }
        for group in groups {
            for (axis, next) in zip(group.before, group.before.dropFirst()) where self[next] != self[axis] + 1 {
                return nil
            }
        }
        // The groups in the order in which their axes lie before the transposition.
        let order = groups.indices.sorted { self[groups[$0].before.lowerBound] < self[groups[$1].before.lowerBound] }
        var starts = Array(repeating: 0, count: groups.count)
        var next = 0
        for group in order {
            starts[group] = next
            next += groups[group].after.count
        }
        return groups.indices.flatMap { group in (0..<groups[group].after.count).map { starts[group] + $0 } }
    }

    /// Axes before and after a reshape whose elements are the same, as few together as may be.
    private static func groups(from before: [Int], to after: [Int]) -> [(before: Range<Int>, after: Range<Int>)]? {
        guard !before.contains(0), !after.contains(0) else { return nil }
        var groups: [(before: Range<Int>, after: Range<Int>)] = []
        var (first, second) = (0, 0)
        while first < before.count, second < after.count {
            var (left, right) = (first + 1, second + 1)
            var (product, other) = (before[first], after[second])
            while product != other {
                if product < other {
                    guard left < before.count else { return nil }
                    product = product.clampedProduct(before[left])
                    left += 1
                } else {
                    guard right < after.count else { return nil }
                    other = other.clampedProduct(after[right])
                    right += 1
                }
            }
            groups.append((first..<left, second..<right))
            (first, second) = (left, right)
        }
        // What is left over has one element along each axis.
        guard !groups.isEmpty, before[first...].allSatisfy({ $0 == 1 }), after[second...].allSatisfy({ $0 == 1 }) else {
            return nil
        }
        let last = groups.removeLast()
        groups.append((last.before.lowerBound..<before.count, last.after.lowerBound..<after.count))
        return groups
    }
}
