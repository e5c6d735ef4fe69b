import GraphIR

/// The engine: walks the operations in order of execution, lets rules propose, and alone claims.
///
/// It keeps four laws whatever a rule says. An operation is claimed once. A value inside a kernel is read by that kernel
/// alone and is no output of the graph. Whatever else the kernel reads is written by kernels before it, so kernels run in
/// the order in which they form, and no path leaves a kernel and comes back.
struct Partition {
    private let operations: OperationGraph
    private let rules: RuleIndex
    private let rulesetName: String
    private let readers: TensorReaders
    /// How many kernels of single groups have been added, of which a file could ask for any number.
    private var addedKernelCount = 0
    private static let groupLimit = 65_536
    private var isClaimed: [Bool]
    private var isWritten: [Bool]
    private var formation = Formation(kernels: [], explanations: [], diagnostics: [])

    /// The kernels of the operations under the rules of the ruleset of that name.
    static func formation(of operations: OperationGraph, by rules: RuleIndex, named name: String) -> Formation {
        var partition = Partition(operations, rules, name)
        partition.formation.kernels.reserveCapacity(operations.operations.count)
        for index in operations.operations.indices where !partition.isClaimed[index] { partition.form(at: index) }
        partition.formation.explain(operations.nearMisses)
        return partition.formation
    }

    private init(_ operations: OperationGraph, _ rules: RuleIndex, _ rulesetName: String) {
        self.operations = operations
        self.rules = rules
        self.rulesetName = rulesetName
        readers = TensorReaders(operations)
        isClaimed = Array(repeating: false, count: operations.operations.count)
        isWritten = operations.producers.map { $0 < 0 }
    }

    /// What a rule proposes: the operations of one kernel.
    private struct Match {
        /// The rule's place among those that stand.
        var rule: Int
        var root: Int
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
        let configuration = operations.configuration(of: root)
        warnOfOpenShapes(at: root)
        for rule in rules.places(for: operations.operations[root].name) {
            if let match = match(rule, root, configuration) {
                claim(match, configuration)
                return
            }
        }
        claimUnmatched(root, configuration)
    }

    private mutating func match(_ rule: Int, _ root: Int, _ configuration: KernelConfiguration) -> Match? {
        for condition in rules.rules[rule].guards where !condition.holds(for: configuration) {
            // Without a number it tells kinds of operators apart: another rule's case, and no near-miss.
            if condition.name.takesNumber { explain(rule, at: root, .guardFailed(condition.name.rawValue)) }
            return nil
        }
        var match = Match(rule: rule, root: root)
        for step in rules.rules[rule].steps where !extend(&match, by: step) && step.repetition == .once { return nil }
        explainActivation(after: match)
        return match
    }

    /// Activations that some runtime fuses: one that a rule with followers does not take is a near-miss.
    private static let activations: Set<String> = [
        "BiasGelu", "Celu", "Clip", "Elu", "FastGelu", "Gelu", "HardSigmoid", "HardSwish", "LeakyRelu", "Mish", "PRelu",
        "QuickGelu", "Relu", "Selu", "Sigmoid", "Softplus", "Softsign", "Swish", "Tanh", "ThresholdedRelu",
    ]

    /// Says where an activation that no step lists alone reads what the match writes.
    private mutating func explainActivation(after match: Match) {
        let steps = rules.rules[match.rule].steps
        guard !steps.isEmpty, match.followers.isEmpty || steps.count > 1, let value = outputs(of: match.last).first,
            operations.readerCounts[value] == 1, let reader = readers[value].first
        else { return }
        let name = operations.operations[reader].name
        guard Self.activations.contains(name), !steps.contains(where: { $0.operators.contains(name) }) else { return }
        explain(match.rule, at: reader, .notListed(name))
    }

    private func outputs(of index: Int) -> [Int] { operations.operations[index].outputs }

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
        guard operations.operations[match.last].outputs.count == 1 else { return nil }
        let value = operations.operations[match.last].outputs[0]
        let reader = readers[value].first {
            step.operators.contains(operations.operations[$0].name) && operations.operations[$0].outputs.count == 1
                && !isClaimed[$0]
        }
        guard let reader else { return nil }
        if let obstacle = obstacle(to: operations.operations[reader], at: reader, reading: value, of: match, step) {
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
        guard joins(value, candidate, as: step.operand) else { return .operand }
        for input in candidate.inputs where input != value && !isWritten[input] { return .notReady }
        guard !step.guards.isEmpty else { return nil }
        let configuration = operations.configuration(of: index)
        for condition in step.guards where !condition.holds(for: configuration) {
            return .guardFailed(condition.name.rawValue)
        }
        return nil
    }

    /// Whether a value is the operand through which an operation joins a kernel.
    private func joins(_ value: Int, _ operation: Operation, as operand: Rule.Step.Operand) -> Bool {
        guard operand == .sameShape else { return linkedOperand(of: operation, operand) == value }
        return operation.inputs.count > 1 && isSameShape(operation)
    }

    /// The operand through which an operation joins a kernel.
    private func linkedOperand(of operation: Operation, _ operand: Rule.Step.Operand) -> Int? {
        guard operand == .firstOrLatest, operation.inputs.count > 1, operation.name == "add" || operation.name == "mul"
        else { return operation.inputs.first }
        guard isSameShape(operation) else {
            let output = operations.extents(of: operation.outputs[0])
            let whole = operation.inputs.first { operations.extents(of: $0) == output }
            return operation.name == "mul" ? whole ?? operation.inputs.first : operation.inputs.first
        }
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

    private mutating func explain(_ rule: Int, at index: Int, _ obstacle: Explanation.Obstacle) {
        formation.explanations.append(
            Explanation(
                rule: rules.rules[rule].id, kernel: formation.kernels.count,
                node: operations.operations[index].nodes.first,
                obstacle: obstacle))
    }
}

// MARK: claims

extension Partition {
    private mutating func claim(_ match: Match, _ configuration: KernelConfiguration) {
        var kernel = kernel(of: match.root, rules.rules[match.rule], configuration)
        var previous = match.root
        for follower in match.followers {
            append(follower, after: previous, to: &kernel)
            previous = follower.operation
        }
        kernel.nodes.sort()
        if !kernel.nodes.isEmpty { kernel.source = .file }
        take(match.root)
        for follower in match.followers { take(follower.operation) }
        switch rules.rules[match.rule].emission {
        case .perGroup where kernel.configuration.groups <= Self.groupLimit - addedKernelCount:
            addedKernelCount += kernel.configuration.groups
            formation.kernels += kernel.perGroup()
        default: formation.kernels.append(kernel)
        }
    }

    private func kernel(of root: Int, _ rule: Rule, _ configuration: KernelConfiguration) -> Kernel {
        var kernel = Kernel(
            type: rule.kernel, anchor: operations.operations[root].anchor, nodes: operations.operations[root].nodes,
            source: operations.operations[root].source, rule: rule.id, configuration: configuration,
            isFree: rule.isFree)
        kernel.configuration.algorithm =
            rule.algorithm.isEmpty ? operations.operations[root].algorithm : rule.algorithm
        return kernel
    }

    private func append(_ follower: Follower, after previous: Int, to kernel: inout Kernel) {
        let index = follower.operation
        let inner = operations.operations[previous].outputs[0]
        let cost = operations.cost(of: index)
        let traffic = operations.traffic(of: index, parameters: cost.parameters)
        kernel.nodes += operations.operations[index].nodes
        if follower.isListed { kernel.configuration.tail.append(operations.operations[index].name.lowercased()) }
        kernel.configuration.multiplyAccumulates.formClampedSum(cost.multiplyAccumulates)
        kernel.configuration.parameters.formClampedSum(cost.parameters)
        kernel.configuration.bytesRead.formClampedSum(traffic.bytesRead - operations.bytes(of: inner))
        kernel.configuration.bytesWritten = traffic.bytesWritten
        operations.setOutput(of: index, in: &kernel.configuration)
    }

    private mutating func claimUnmatched(_ index: Int, _ configuration: KernelConfiguration) {
        let operation = operations.operations[index]
        warn(
            "unmatched-operator", "no rule of \"\(rulesetName)\" forms a kernel of \"\(operation.name)\"", at: index)
        take(index)
        formation.kernels.append(
            Kernel(
                type: .other, anchor: operation.anchor, nodes: operation.nodes.sorted(), source: operation.source,
                rule: "unmatched", configuration: configuration))
    }

    /// A kernel of unknown sizes must not pass for one of size 1.
    private mutating func warnOfOpenShapes(at index: Int) {
        let operation = operations.operations[index]
        for tensor in [operation.inputs, operation.outputs].joined() where operations.extents(of: tensor) == nil {
            return warn("open-shape", "expected fixed extents, found \(operations.type(of: tensor))", at: index)
        }
    }

    private mutating func warn(_ code: String, _ message: String, at index: Int) {
        let node = operations.operations[index].nodes.first
        formation.diagnostics.append(
            Diagnostic(
                .warning, code, message,
                at: ModelLocation(node: node.map { operations.graph.label(ofNode: $0) })))
    }

    private mutating func take(_ index: Int) {
        precondition(!isClaimed[index], "each operation is claimed once")
        isClaimed[index] = true
        for output in operations.operations[index].outputs { isWritten[output] = true }
    }
}
