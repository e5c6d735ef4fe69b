/// What inference found of nodes before, by what they call and what is known of what they read: nodes repeat within a
/// graph, and the graphs of a family repeat each other's.
///
/// Only of nodes with up to three inputs and one output, all of them there, without symbols and of few axes. Of two nodes
/// that fall into one place the later stays, so that memory is bounded.
public struct InferenceMemory: Sendable {
    /// What was found of a node's output.
    fileprivate struct Finding {
        var node: Fingerprint
        /// Held, so that no other call takes its place in memory, which is a part of the fingerprint.
        var call: OperatorCall
        var type: TensorType
        var cost: Cost?
    }

    /// How many nodes are remembered at most.
    static let capacity = 16_384
    fileprivate let seed = Fingerprint()
    fileprivate var findings: [Finding] = []
    /// For each place the index of the finding; −1 for none.
    private var indices = Array(repeating: Int32(-1), count: capacity)

    public init() {}

    var count: Int { findings.count }

    /// The place of what was found of a node.
    fileprivate func place(of node: Fingerprint) -> Int? {
        let index = Int(indices[node.place(among: Self.capacity)])
        return index >= 0 && findings[index].node == node ? index : nil
    }

    fileprivate mutating func remember(_ finding: consuming Finding) {
        let place = finding.node.place(among: Self.capacity)
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
        guard nodes[index].outputs.count == 1, let output = nodes[index].outputs[0],
            let node = fingerprint(ofNode: index, from: memory.seed), let place = memory.place(of: node)
        else { return false }
        values[output.index].type = memory.findings[place].type
        values[output.index].elements = nil
        values[output.index].isConstant = false
        nodes[index].inferredCost = .some(memory.findings[place].cost)
        return true
    }

    /// What stands for a node's call and all that is known of its inputs; nil for nodes of which nothing is remembered.
    private func fingerprint(ofNode index: Int, from seed: Fingerprint) -> Fingerprint? {
        guard 1...3 ~= nodes[index].inputs.count else { return nil }
        var fingerprint = seed
        fingerprint.mix(Int(bitPattern: ObjectIdentifier(nodes[index].call)), nodes[index].inputs.count)
        for place in nodes[index].inputs.indices {
            guard let input = nodes[index].inputs[place]?.index, values[input].type.container == .tensor,
                let outer = values[input].type.shape?.outer, let inner = values[input].type.shape?.inner,
                let length = values[input].type.shape?.length, values[input].type.shape?.isListed == false
            else { return nil }
            fingerprint.mix(outer.lowHalf.bits, outer.highHalf.bits)
            fingerprint.mix(inner.lowHalf.bits, inner.highHalf.bits)
            let kind = values[input].type.element.number << 1 | (values[input].isConstant ? 1 : 0)
            fingerprint.mix(kind << 8 | Int(length), values[input].elements?.hashValue ?? 0)
        }
        return fingerprint
    }

    /// Notes what was found of a node.
    func remember(_ index: Int, in memory: inout InferenceMemory) {
        guard nodes[index].outputs.count == 1, let output = nodes[index].outputs[0],
            let cost = nodes[index].inferredCost, let node = fingerprint(ofNode: index, from: memory.seed)
        else { return }
        memory.remember(
            InferenceMemory.Finding(node: node, call: nodes[index].call, type: self[output].type, cost: cost))
    }
}

extension SIMD2<Int32> {
    /// Both numbers as one.
    fileprivate var bits: Int { Int(self[0]) << 32 | Int(UInt32(bitPattern: self[1])) }
}
