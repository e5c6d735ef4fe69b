import GraphIR

/// The engine: walks the operations in order of execution, lets rules propose, and alone claims.
///
/// It keeps four laws whatever a rule says. An operation is claimed once. A value inside a kernel is read by that kernel
/// alone and is no output of the graph. Whatever else the kernel reads is written by kernels before it, so kernels run in
/// the order in which they form, and no path leaves a kernel and comes back.
struct Partition {
    private let operations: OperationGraph
    private let ruleset: Ruleset
    private let parameters: [String: String]
    private let rulesByRoot: [String: [Int]]
    /// Per tensor, the operation that reads it; of several the last.
    private let readers: [Int]
    private var isClaimed: [Bool]
    private var isWritten: [Bool]
    private var formation = Formation(kernels: [], explanations: [], diagnostics: [])

    /// Kernels of the operations under the parameters' values.
    static func formation(
        of operations: OperationGraph, by ruleset: Ruleset, parameters: [String: String]
    ) -> Formation {
        var partition = Partition(operations, ruleset, parameters)
        for index in operations.operations.indices where !partition.isClaimed[index] { partition.form(at: index) }
        return partition.formation
    }

    private init(_ operations: OperationGraph, _ ruleset: Ruleset, _ parameters: [String: String]) {
        self.operations = operations
        self.ruleset = ruleset
        self.parameters = parameters
        var rulesByRoot: [String: [Int]] = [:]
        for (index, rule) in ruleset.rules.enumerated() where parameters.satisfies(rule.when) {
            for root in rule.root { rulesByRoot[root, default: []].append(index) }
        }
        self.rulesByRoot = rulesByRoot
        var readers = Array(repeating: -1, count: operations.producers.count)
        for (index, operation) in operations.operations.enumerated() {
            for input in operation.inputs { readers[input] = index }
        }
        self.readers = readers
        isClaimed = Array(repeating: false, count: operations.operations.count)
        isWritten = operations.producers.map { $0 < 0 }
    }

    /// What a rule proposes: the operations of one kernel.
    private struct Match {
        var rule: Rule
        var root: Int
        var configuration: KernelConfiguration
        var followers: [Follower] = []

        /// The operation whose value the next one must read.
        var last: Int { followers.last?.operation ?? root }
    }

    /// An operation that follows the root in its kernel.
    private struct Follower {
        var operation: Int
        var isListed: Bool
    }

    private mutating func form(at root: Int) {
        let operation = operations.operations[root]
        let configuration = operations.configuration(of: root)
        for rule in rulesByRoot[operation.name] ?? [] {
            if let match = match(ruleset.rules[rule], root, configuration) {
                claim(match)
                return
            }
        }
        claimUnmatched(root, configuration)
    }

    private mutating func match(_ rule: Rule, _ root: Int, _ configuration: KernelConfiguration) -> Match? {
        for condition in rule.guards where !condition.holds(for: configuration, parameters: parameters) {
            explain(rule, at: root, .guardFailed(condition.name.rawValue))
            return nil
        }
        var match = Match(rule: rule, root: root, configuration: configuration)
        for step in rule.steps where !extend(&match, by: step) && step.repetition == .once { return nil }
        if let tail = ruleset.tail, rule.extent == .withTail { _ = extend(&match, by: tail) }
        return match
    }

    /// Takes as many operations into the match as the step allows; whether there was one.
    private mutating func extend(_ match: inout Match, by step: Rule.Step) -> Bool {
        var isExtended = false
        while let next = next(after: match, step) {
            match.followers.append(Follower(operation: next, isListed: step.isListed))
            isExtended = true
            guard step.repetition == .repeated else { break }
        }
        return isExtended
    }

    /// The operation that the step adds to the match, where the laws and the step allow one.
    private mutating func next(after match: Match, _ step: Rule.Step) -> Int? {
        let last = operations.operations[match.last]
        guard last.outputs.count == 1 else { return nil }
        let value = last.outputs[0]
        let reader = readers[value]
        guard reader >= 0 else { return nil }
        let candidate = operations.operations[reader]
        guard step.operators.contains(candidate.name), candidate.outputs.count == 1, !isClaimed[reader] else {
            return nil
        }
        if let obstacle = obstacle(to: candidate, at: reader, reading: value, of: match, step) {
            explain(match.rule, at: reader, obstacle)
            return nil
        }
        return reader
    }

    private func obstacle(
        to candidate: Operation, at index: Int, reading value: Int, of match: Match, _ step: Rule.Step
    ) -> Explanation.Obstacle? {
        guard !operations.isOutput[value] else { return .graphOutput }
        let readerCount = operations.readerCounts[value]
        guard readerCount == 1 else { return .readers(readerCount) }
        guard linkedOperand(of: candidate, step.operand) == value else { return .operand }
        for input in candidate.inputs where input != value && !isWritten[input] { return .notReady }
        guard !step.guards.isEmpty else { return nil }
        let configuration = operations.configuration(of: index)
        for condition in step.guards where !condition.holds(for: configuration, parameters: parameters) {
            return .guardFailed(condition.name.rawValue)
        }
        return nil
    }

    /// The operand through which an operation joins a kernel.
    private func linkedOperand(of operation: Operation, _ operand: Rule.Step.Operand) -> Int? {
        guard operand == .firstOrLatest, operation.inputs.count > 1, operation.name == "add" || operation.name == "mul",
            isSameShape(operation)
        else { return operation.inputs.first }
        // Of several that are written last, as of inputs, the first counts.
        var latest = operation.inputs[0]
        for input in operation.inputs where operations.producers[input] > operations.producers[latest] {
            latest = input
        }
        return latest
    }

    /// Whether no operand is broadcast along an axis.
    private func isSameShape(_ operation: Operation) -> Bool {
        guard let output = operations.extents(of: operation.outputs[0]) else { return false }
        return operation.inputs.allSatisfy { operations.extents(of: $0) == output }
    }

    private mutating func explain(_ rule: Rule, at index: Int, _ obstacle: Explanation.Obstacle) {
        formation.explanations.append(
            Explanation(
                rule: rule.id, kernel: formation.kernels.count, node: operations.operations[index].nodes.first,
                obstacle: obstacle))
    }
}

// MARK: claims

extension Partition {
    private mutating func claim(_ match: Match) {
        let rule = match.rule
        let root = operations.operations[match.root]
        var kernel = Kernel(
            type: rule.kernel, anchor: root.anchor, nodes: root.nodes, source: root.source, rule: rule.id,
            configuration: match.configuration, isFree: rule.isFree)
        kernel.configuration.algorithm = rule.algorithm
        var previous = match.root
        for follower in match.followers {
            append(follower, after: previous, to: &kernel)
            previous = follower.operation
        }
        kernel.nodes.sort()
        if !kernel.nodes.isEmpty { kernel.source = .file }
        take([match.root] + match.followers.map(\.operation))
        switch rule.emission {
        case .one: formation.kernels.append(kernel)
        case .perGroup: formation.kernels += kernel.perGroup()
        }
    }

    private func append(_ follower: Follower, after previous: Int, to kernel: inout Kernel) {
        let inner = operations.operations[previous].outputs[0]
        let own = operations.configuration(of: follower.operation)
        kernel.nodes += operations.operations[follower.operation].nodes
        if follower.isListed { kernel.configuration.tail.append(own.operation) }
        kernel.configuration.multiplyAccumulates += own.multiplyAccumulates
        kernel.configuration.parameters += own.parameters
        kernel.configuration.bytesRead += own.bytesRead - operations.bytes(of: inner)
        kernel.configuration.bytesWritten = own.bytesWritten
        kernel.configuration.outputHeight = own.outputHeight
        kernel.configuration.outputWidth = own.outputWidth
        kernel.configuration.outputChannels = own.outputChannels
    }

    private mutating func claimUnmatched(_ index: Int, _ configuration: KernelConfiguration) {
        let operation = operations.operations[index]
        take([index])
        formation.kernels.append(
            Kernel(
                type: .other, anchor: operation.anchor, nodes: operation.nodes.sorted(), source: operation.source,
                rule: "unmatched", configuration: configuration))
    }

    private mutating func take(_ members: [Int]) {
        for member in members {
            precondition(!isClaimed[member], "each operation is claimed once")
            isClaimed[member] = true
            for output in operations.operations[member].outputs { isWritten[output] = true }
        }
    }
}
