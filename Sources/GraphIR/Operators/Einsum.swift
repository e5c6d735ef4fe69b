/// A sum of products of tensors, whose axes are told by letters: `bhqd,bhkd->bhqk`.
///
/// Inputs: a tensor per term. Output: the letters behind the arrow, or, without one, those that stand once, in
/// alphabetical order; `...` stands for further axes, which broadcast.
///
/// ONNX `Einsum`, opset 12: https://onnx.ai/onnx/operators/onnx__Einsum.html.
public struct Einsum: Operator {
    public static let names = ["Einsum"]

    /// The equation without spaces.
    public let equation: String
    private let terms: [[Label]]
    private let output: [Label]

    /// An axis of a term: a letter, or one that `...` stands for, counted from the last; nil for `...` itself.
    private enum Label: Hashable {
        case letter(Character)
        case other(Int?)
    }

    public init(_ description: OperatorDescription) throws(OperatorError) {
        guard let text = try description.string("equation") else {
            throw OperatorError(.attribute("equation"), "expected a string, found none")
        }
        equation = text.filter { $0 != " " }
        let sides = equation.split(separator: "->", omittingEmptySubsequences: false)
        guard sides.count <= 2 else { throw Self.error("at most one arrow", equation) }
        terms = try Self.terms(sides[0], equation)
        output = sides.count == 2 ? try Self.term(sides[1], equation) : Self.implicitOutput(terms)
        guard Set(output).count == output.count, Set(output).isSubset(of: terms.joined()) else {
            throw Self.error("an output of letters that the inputs have, each once", equation)
        }
    }

    private static func terms(_ side: Substring, _ equation: String) throws(OperatorError) -> [[Label]] {
        var terms: [[Label]] = []
        for text in side.split(separator: ",", omittingEmptySubsequences: false) {
            terms.append(try term(text, equation))
        }
        return terms
    }

    private static func term(_ text: Substring, _ equation: String) throws(OperatorError) -> [Label] {
        var labels: [Label] = []
        var rest = text
        while let character = rest.first {
            if rest.hasPrefix("..."), !labels.contains(.other(nil)) {
                labels.append(.other(nil))
                rest = rest.dropFirst(3)
                continue
            }
            guard character.isASCII, character.isLetter else { throw error("letters and at most one ...", equation) }
            labels.append(.letter(character))
            rest = rest.dropFirst()
        }
        return labels
    }

    private static func implicitOutput(_ terms: [[Label]]) -> [Label] {
        var counts: [Character: Int] = [:]
        for case .letter(let letter) in terms.joined() { counts[letter, default: 0] += 1 }
        let letters = counts.filter { $0.value == 1 }.keys.sorted().map(Label.letter)
        return (terms.joined().contains(.other(nil)) ? [.other(nil)] : []) + letters
    }

    private static func error(_ expected: String, _ equation: String) -> OperatorError {
        OperatorError(.attribute("equation"), "expected \(expected), found \"\(equation)\"")
    }

    /// The labels of each input's axes, those of the output's, and each label's extent.
    private struct Axes {
        var inputs: [[Label]] = []
        var output: [Label] = []
        var extents: [Label: Dimension] = [:]
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        guard inputs.count == terms.count else {
            throw OperatorError(.inputs, "expected \(terms.count) inputs, found \(inputs.count)")
        }
        guard let axes = try axes(inputs) else { return [TensorType(type.element, nil)] }
        return [TensorType(type.element, TensorShape(axes.output.map { axes.extents[$0] ?? .unknown }))]
    }

    /// The axes, with `...` replaced by those that it stands for; nil where a rank is not known.
    private func axes(_ inputs: Operands) throws(OperatorError) -> Axes? {
        var axes = Axes()
        var others = 0
        for (index, term) in terms.enumerated() {
            guard let shape = try inputs.require(index, "data").type.shape else { return nil }
            let open = term.contains(.other(nil))
            let missing = shape.count - (term.count - (open ? 1 : 0))
            guard open ? missing >= 0 : missing == 0 else {
                throw OperatorError(
                    .input(index),
                    "expected rank \(shape.count - missing)\(open ? " or more" : ""), found \(shape.count)")
            }
            if open { others = max(others, missing) }
            let labels = Self.expand(term, missing)
            axes.inputs.append(labels)
            for (axis, label) in labels.enumerated() {
                axes.extents[label] = try agree(axes.extents[label], shape[axis], index, axis)
            }
        }
        axes.output = Self.expand(output, others)
        return axes
    }

    private func agree(
        _ known: Dimension?, _ found: Dimension, _ input: Int, _ axis: Int
    ) throws(OperatorError) -> Dimension {
        guard let known, known != 1 else { return found }
        guard found == 1 || !known.contradicts(found) else {
            throw OperatorError(.input(input), "expected \(known) along axis \(axis), found \(found)")
        }
        return found == 1 ? known : known.merged(with: found)
    }

    private static func expand(_ term: [Label], _ count: Int) -> [Label] {
        term.flatMap { $0 == .other(nil) ? (0..<count).reversed().map(Label.other) : [$0] }
    }

    /// The products of contracting the first input with the second, the result with the third, and so on.
    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        guard inputs.count == terms.count, let axes = try? axes(inputs),
            let parameters = inputs.parameterCount(0..<inputs.count), var current = axes.inputs.first.map(Set.init)
        else { return nil }
        var macs: Int? = 0
        for index in axes.inputs.indices.dropFirst() {
            current.formUnion(axes.inputs[index])
            macs = macs?.sum(with: current.map { axes.extents[$0] ?? .unknown }.product.value)
            current.formIntersection(axes.output + axes.inputs[(index + 1)...].joined())
        }
        return macs.map { Cost(multiplyAccumulates: $0, parameters: parameters) }
    }
}
