/// Graphs inside a node: a choice of two, or one that is repeated.
///
/// `If` reads a condition; its branches read nothing but outer values, and write the outputs. `Loop` reads an optional
/// trip count, an optional condition and the loop-carried values; its body reads the iteration's number, the condition and
/// those values, and writes the condition, those values and an element of each scan output. `Scan` reads states and
/// tensors; its body reads the states and a slice of each tensor, and writes the states and a slice of each output.
/// `SequenceMap` reads a sequence and further values; its body reads an element of each sequence. `Graph.infer()` takes
/// what runs into the graph, and tells the outputs.
///
/// ONNX `If` and `Loop`, opsets 1, 11, 13, 16 and later; `Scan`, 8 (a batch axis), 9 and later; `SequenceMap`, 17:
/// https://onnx.ai/onnx/operators/onnx__Loop.html.
public struct ControlFlow: Operator {
    /// The members of the family, by ONNX's names.
    public enum Kind: String, Sendable, CaseIterable {
        case choice = "If"
        case loop = "Loop"
        case scan = "Scan"
        case sequenceMap = "SequenceMap"
    }

    public static let names = Kind.allCases.map(\.rawValue)

    public let kind: Kind
    /// How many of a `Scan`'s inputs are cut into slices, and along which axes; empty means axis 0 for all.
    let scanInputCount: Int
    let scanInputAxes: [Int]
    let scanOutputAxes: [Int]
    /// Whether a `Scan` has the optional sequence lengths and the batch axis of opset 8.
    let hasBatch: Bool

    public var name: String { kind.rawValue }

    public init(_ description: OperatorDescription) throws(OperatorError) {
        kind = Kind(rawValue: description.name) ?? .choice
        for name in kind == .choice ? ["then_branch", "else_branch"] : ["body"] {
            guard case .graph? = description.value(name) else {
                throw OperatorError(.attribute(name), "expected a graph, found none")
            }
        }
        scanInputCount = kind == .scan ? try description.requiredInteger("num_scan_inputs") : 0
        guard (0...description.inputCount).contains(scanInputCount) else {
            throw OperatorError(
                .attribute("num_scan_inputs"), "expected 0 to \(description.inputCount), found \(scanInputCount)")
        }
        scanInputAxes = try description.integers("scan_input_axes") ?? []
        scanOutputAxes = try description.integers("scan_output_axes") ?? []
        hasBatch = kind == .scan && description.opset < 9
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] { [] }
}
