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
    private let explanations: Formation.Explanations
    private let readers: TensorReaders
    /// Per operation, the number that the rules have for its operator; nil where they name it nowhere.
    private let numbers: [Int?]
    /// How many kernels of single groups have been added, of which a file could ask for any number.
    private var addedKernelCount = 0
    private static let groupLimit = 65_536
    private var isClaimed: [Bool]
    private var isWritten: [Bool]
    /// What the rule that is tried takes behind the root.
    private var followers: [Follower] = []
    /// Lists of one name, which most tails are.
    private var tails = NameMemo<[String]>()
    private var formation = Formation(kernels: [], explanations: [], diagnostics: [])

    /// The kernels of the operations under the rules of the ruleset of that name.
    static func formation(
        of operations: OperationGraph, by rules: RuleIndex, named name: String, _ explanations: Formation.Explanations
    ) -> Formation {
        var partition = Partition(operations, rules, name, explanations)
        partition.formation.kernels.reserveCapacity(operations.operations.count)
        for index in operations.operations.indices where !partition.isClaimed[index] { partition.form(at: index) }
        if explanations == .included { partition.formation.explain(operations.nearMisses) }
        return partition.formation
    }

    private init(
        _ operations: OperationGraph, _ rules: RuleIndex, _ rulesetName: String, _ explanations: Formation.Explanations
    ) {
        self.operations = operations
        self.rules = rules
        self.rulesetName = rulesetName
        self.explanations = explanations
        var known = NameMemo<Int?>()
        numbers = operations.operations.indices.map { index in
            known.finding(of: operations.operations[index].name) { rules.number(of: $0) }
        }
        readers = TensorReaders(operations)
        isClaimed = Array(repeating: false, count: operations.operations.count)
        isWritten = operations.producers.map { $0 < 0 }
    }

    /// An operation that follows the root in its kernel.
    private struct Follower {
        var operation: Int
        var isListed: Bool
    }

    private mutating func form(at root: Int) {
        // As it stands where no rule takes the operation; changed where it lies, as copies take longer than all else.
        var kernel = Kernel(
            type: .other, anchor: operations.operations[root].anchor, places: operations.operations[root].nodes,
            source: operations.operations[root].source, rule: "unmatched", configuration: KernelConfiguration())
        operations.describe(root, in: &kernel.configuration)
        warnOfOpenShapes(at: root)
        for rule in rules.places(for: numbers[root]) where matches(rule, root, kernel.configuration) {
            claim(rule, root, &kernel)
            return emit(consume kernel, by: rules.rules[rule].emission)
        }
        claimUnmatched(root, &kernel)
        formation.kernels.append(consume kernel)
    }

    /// Whether a rule proposes a kernel that starts with an operation; `followers` then are the rest of it.
    private mutating func matches(_ rule: Int, _ root: Int, _ configuration: KernelConfiguration) -> Bool {
        for condition in rules.conditions[rule].guards where !condition.holds(for: configuration) {
            // Without a number it tells kinds of operators apart: another rule's case, and no near-miss.
            if condition.name.takesNumber { explain(rule, at: root, .guardFailed(condition.name.rawValue)) }
            return false
        }
        followers.removeAll(keepingCapacity: true)
        for step in rules.conditions[rule].steps where !extend(rule, root, by: step) && step.repetition == .once {
            return false
        }
        if explanations == .included { explainActivation(after: rule, root) }
        return true
    }

    /// The operation of the proposal whose value the next one must read.
    private func last(_ root: Int) -> Int { followers.last?.operation ?? root }

    /// Says where an activation that no step lists alone reads what the proposal writes.
    private mutating func explainActivation(after rule: Int, _ root: Int) {
        let steps = rules.conditions[rule].steps
        guard !steps.isEmpty, followers.isEmpty || steps.count > 1, let value = outputs(of: last(root)).first,
            operations.readerCounts[value] == 1, let reader = readers[value].first
        else { return }
        guard rules.isActivation(numbers[reader]), !steps.contains(where: { takes(reader, $0) }) else { return }
        explain(rule, at: reader, .notListed(operations.operations[reader].name))
    }

    /// Whether a step names an operation's operator.
    private func takes(_ index: Int, _ step: RuleIndex.Step) -> Bool { numbers[index].map { step.takes[$0] } ?? false }

    private func outputs(of index: Int) -> IndexList { operations.operations[index].outputs }

    /// Takes as many operations into the proposal as the step allows; whether there was one.
    private mutating func extend(_ rule: Int, _ root: Int, by step: RuleIndex.Step) -> Bool {
        var isExtended = false
        while let next = next(rule, after: last(root), step) {
            followers.append(Follower(operation: next, isListed: step.isListed))
            isExtended = true
            guard step.repetition == .repeated else { break }
        }
        return isExtended
    }

    /// The operation that the step adds behind another, where the laws and the step allow one.
    private mutating func next(_ rule: Int, after last: Int, _ step: RuleIndex.Step) -> Int? {
        guard operations.operations[last].outputs.count == 1 else { return nil }
        let value = operations.operations[last].outputs[0]
        let reader = readers[value].first {
            takes($0, step) && operations.operations[$0].outputs.count == 1 && !isClaimed[$0]
        }
        guard let reader else { return nil }
        if let obstacle = obstacle(to: reader, reading: value, step) {
            explain(rule, at: reader, obstacle)
            return nil
        }
        return reader
    }

    private func obstacle(
        to index: Int, reading value: Int, _ step: RuleIndex.Step
    ) -> Explanation.Obstacle? {
        guard !operations.isOutput[value] else { return .graphOutput }
        let readerCount = operations.readerCounts[value]
        guard readerCount == 1 else { return .readers(readerCount) }
        guard joins(value, index, as: step.operand) else { return .operand }
        for input in operations.operations[index].inputs where input != value && !isWritten[input] { return .notReady }
        guard !step.guards.isEmpty else { return nil }
        let configuration = operations.configuration(of: index)
        for condition in step.guards where !condition.holds(for: configuration) {
            return .guardFailed(condition.name.rawValue)
        }
        return nil
    }

    /// Whether a value is the operand through which an operation joins a kernel.
    private func joins(_ value: Int, _ index: Int, as operand: Rule.Step.Operand) -> Bool {
        guard operand == .sameShape else { return linkedOperand(of: index, operand) == value }
        return operations.operations[index].inputs.count > 1 && isSameShape(index)
    }

    /// The operand through which an operation joins a kernel.
    private func linkedOperand(of index: Int, _ operand: Rule.Step.Operand) -> Int? {
        let inputs = operations.operations[index].inputs
        let name = operations.operations[index].name
        guard operand == .firstOrLatest, inputs.count > 1, name == "add" || name == "mul" else { return inputs.first }
        guard isSameShape(index) else {
            let output = operations.extents(of: operations.operations[index].outputs[0])
            let whole = inputs.first { operations.extents(of: $0) == output }
            return name == "mul" ? whole ?? inputs.first : inputs.first
        }
        // Of several that are written last, as of inputs, the first counts.
        var latest = inputs[0]
        for input in inputs where operations.producers[input] > operations.producers[latest] {
            latest = input
        }
        return latest
    }

    /// Whether no operand is broadcast along an axis.
    private func isSameShape(_ index: Int) -> Bool {
        guard let output = operations.extents(of: operations.operations[index].outputs[0]) else { return false }
        return operations.operations[index].inputs.allSatisfy { operations.extents(of: $0) == output }
    }

    private mutating func explain(_ rule: Int, at index: Int, _ obstacle: Explanation.Obstacle) {
        guard explanations == .included else { return }
        formation.explanations.append(
            Explanation(
                rule: rules.rules[rule].id, kernel: formation.kernels.count,
                node: operations.operations[index].nodes.first,
                obstacle: obstacle))
    }
}

extension Partition {
    /// Makes the kernel of an operation that of a rule, with `followers` in it.
    private mutating func claim(_ rule: Int, _ root: Int, _ kernel: inout Kernel) {
        kernel.type = rules.rules[rule].kernel
        kernel.rule = rules.rules[rule].id
        kernel.isFree = rules.rules[rule].isFree
        kernel.configuration.algorithm = rules.rules[rule].algorithm
        if kernel.configuration.algorithm.isEmpty {
            kernel.configuration.algorithm = operations.operations[root].algorithm
        }
        var previous = root
        for follower in followers {
            append(follower, after: previous, to: &kernel)
            previous = follower.operation
        }
        // Sorting takes memory, and most lists are in order.
        if !kernel.places.isAscending { kernel.places.sort() }
        if !kernel.places.isEmpty { kernel.source = .file }
        take(root)
        for follower in followers { take(follower.operation) }
    }

    private mutating func emit(_ kernel: consuming Kernel, by emission: Rule.Emission) {
        switch emission {
        case .perGroup where kernel.configuration.groups <= Self.groupLimit - addedKernelCount:
            addedKernelCount += kernel.configuration.groups
            formation.kernels += kernel.perGroup()
        default: formation.kernels.append(consume kernel)
        }
    }

    private mutating func append(_ follower: Follower, after previous: Int, to kernel: inout Kernel) {
        let index = follower.operation
        let inner = operations.operations[previous].outputs[0]
        let cost = operations.cost(of: index)
        let traffic = operations.traffic(of: index, parameters: cost.parameters)
        for node in operations.operations[index].nodes { kernel.places.append(node) }
        if follower.isListed {
            append(operations.operations[index].name.lowercasedOperator, to: &kernel.configuration.tail)
        }
        kernel.configuration.multiplyAccumulates.formClampedSum(cost.multiplyAccumulates)
        kernel.configuration.parameters.formClampedSum(cost.parameters)
        kernel.configuration.bytesRead.formClampedSum(traffic.bytesRead - operations.bytes(of: inner))
        kernel.configuration.bytesWritten = traffic.bytesWritten
        operations.setOutput(of: index, in: &kernel.configuration)
    }

    private mutating func append(_ name: String, to tail: inout [String]) {
        if tail.isEmpty {
            tail = tails.finding(of: name) { [$0] }
        } else {
            tail.append(name)
        }
    }

    private mutating func claimUnmatched(_ index: Int, _ kernel: inout Kernel) {
        let name = operations.operations[index].name
        warn("unmatched-operator", "no rule of \"\(rulesetName)\" forms a kernel of \"\(name)\"", at: index)
        take(index)
        kernel.places.sort()
    }

    /// A kernel of unknown sizes must not pass for one of size 1.
    private mutating func warnOfOpenShapes(at index: Int) {
        func isOpen(_ tensor: Int) -> Bool { operations.extents(of: tensor) == nil }
        let open =
            operations.operations[index].inputs.first(where: isOpen)
            ?? operations.operations[index].outputs.first(where: isOpen)
        guard let open else { return }
        warn("open-shape", "expected fixed extents, found \(operations.type(of: open))", at: index)
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
