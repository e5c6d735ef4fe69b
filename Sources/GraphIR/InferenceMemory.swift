/// What inference found of nodes before, by what they call and what is known of what they read: nodes repeat within a
/// graph, and the graphs of a family repeat each other's.
///
/// Only of nodes with up to three inputs and one output, all of them there, without symbols and of few axes. Of two nodes
/// that fall into one place the later stays, so that memory is bounded.
public struct InferenceMemory: Sendable {
    /// What is known of an input but its elements.
    fileprivate struct Input: Equatable {
        var outer = SIMD4<Int32>.zero
        var inner = SIMD4<Int32>.zero
        var length: Int32 = -1
        var element = ElementType.unknown
        var isConstant = false
        var hasElements = false
    }

    /// What a node calls and reads, and what was found of its output.
    fileprivate struct Finding {
        var call: OperatorCall
        var inputs: (Input, Input, Input)
        var elements: (Elements?, Elements?, Elements?)
        var type: TensorType
        var cost: Cost?
    }

    /// How many nodes are remembered at most.
    static let capacity = 16_384
    fileprivate var findings: [Finding] = []
    /// For each place the index of the finding; −1 for none.
    private var indices = Array(repeating: Int32(-1), count: capacity)

    public init() {}

    var count: Int { findings.count }

    fileprivate func index(at digest: UInt) -> Int? {
        let index = indices[Int(digest % UInt(Self.capacity))]
        return index < 0 ? nil : Int(index)
    }

    fileprivate mutating func remember(_ finding: consuming Finding, at digest: UInt) {
        let place = Int(digest % UInt(Self.capacity))
        if indices[place] < 0 {
            indices[place] = Int32(findings.count)
            findings.append(finding)
        } else {
            findings[Int(indices[place])] = finding
        }
    }
}

extension Graph {
    /// Puts what was found of such a node before into the node and its output; whether anything was.
    mutating func recall(_ index: Int, from memory: borrowing InferenceMemory) -> Bool {
        guard 1...3 ~= nodes[index].inputs.count, nodes[index].outputs.count == 1,
            let output = nodes[index].outputs[0], let place = memory.index(at: digest(ofNode: index)),
            isKnown(index, as: place, in: memory)
        else { return false }
        values[output.index].type = memory.findings[place].type
        values[output.index].elements = nil
        values[output.index].isConstant = false
        nodes[index].inferredCost = .some(memory.findings[place].cost)
        return true
    }

    /// Mixes what differs most between nodes.
    private func digest(ofNode index: Int) -> UInt {
        var digest = UInt(bitPattern: ObjectIdentifier(nodes[index].call))
        for place in nodes[index].inputs.indices {
            guard let id = nodes[index].inputs[place], let outer = values[id.index].type.shape?.outer else { continue }
            let high = UInt(UInt32(bitPattern: outer[0])) << 32 | UInt(UInt32(bitPattern: outer[1]))
            let low = UInt(UInt32(bitPattern: outer[2])) << 32 | UInt(UInt32(bitPattern: outer[3]))
            digest = (digest ^ high &* 31 ^ low) &* 0x9E37_79B9_7F4A_7C15
        }
        return digest ^ digest >> 32
    }

    /// Whether a node calls and reads what the one did of which that was found.
    private func isKnown(_ index: Int, as place: Int, in memory: borrowing InferenceMemory) -> Bool {
        guard nodes[index].call === memory.findings[place].call else { return false }
        return input(0, ofNode: index) == memory.findings[place].inputs.0
            && input(1, ofNode: index) == memory.findings[place].inputs.1
            && input(2, ofNode: index) == memory.findings[place].inputs.2
            && (!memory.findings[place].inputs.0.hasElements
                || elements(0, ofNode: index) == memory.findings[place].elements.0)
            && (!memory.findings[place].inputs.1.hasElements
                || elements(1, ofNode: index) == memory.findings[place].elements.1)
            && (!memory.findings[place].inputs.2.hasElements
                || elements(2, ofNode: index) == memory.findings[place].elements.2)
    }

    /// What is known of a node's input; nil where nothing is remembered of such ones.
    @inline(__always)
    private func input(_ place: Int, ofNode index: Int) -> InferenceMemory.Input? {
        guard place < nodes[index].inputs.count else { return .init() }
        guard let id = nodes[index].inputs[place], values[id.index].type.container == .tensor,
            let outer = values[id.index].type.shape?.outer, let inner = values[id.index].type.shape?.inner,
            let length = values[id.index].type.shape?.length, values[id.index].type.shape?.isListed == false
        else { return nil }
        return .init(
            outer: outer, inner: inner, length: length, element: values[id.index].type.element,
            isConstant: values[id.index].isConstant, hasElements: values[id.index].elements != nil)
    }

    private func elements(_ place: Int, ofNode index: Int) -> Elements? {
        guard place < nodes[index].inputs.count, let id = nodes[index].inputs[place] else { return nil }
        return values[id.index].elements
    }

    /// Notes what was found of a node.
    func remember(_ index: Int, in memory: inout InferenceMemory) {
        guard 1...3 ~= nodes[index].inputs.count, nodes[index].outputs.count == 1, let output = nodes[index].outputs[0],
            let cost = nodes[index].inferredCost,
            let first = input(0, ofNode: index), let second = input(1, ofNode: index),
            let third = input(2, ofNode: index)
        else { return }
        let finding = InferenceMemory.Finding(
            call: nodes[index].call, inputs: (first, second, third),
            elements: (elements(0, ofNode: index), elements(1, ofNode: index), elements(2, ofNode: index)),
            type: self[output].type, cost: cost)
        memory.remember(finding, at: digest(ofNode: index))
    }
}
