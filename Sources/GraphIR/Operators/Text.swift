/// Strings cleaned, cut into words, or counted as n-grams.
///
/// Input: X. Outputs: of `StringNormalizer` those strings that are not stop words, one at least; of `StringSplit` the
/// words along a further axis, and their numbers; of `TfIdfVectorizer` a weight per n-gram along the last axis.
///
/// ONNX `TfIdfVectorizer`, opset 9; `StringNormalizer`, 10; `StringSplit`, 20:
/// https://onnx.ai/onnx/operators/onnx__StringSplit.html.
public struct Text: Operator {
    public static let names = ["StringNormalizer", "StringSplit", "TfIdfVectorizer"]

    public let name: String
    private let gramCount: Dimension
    private let keepsAll: Bool

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        gramCount = .fixed(try description.integers("ngram_indexes")?.max() ?? -1) + 1
        keepsAll = description.value("stopwords") == nil
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        switch name {
        case "StringNormalizer":
            return [TensorType(.string, keepsAll ? type.shape : type.shape.map { $0.dropLast() + [.unknown] })]
        case "StringSplit":
            return [TensorType(.string, type.shape.map { $0 + [.unknown] }), TensorType(.int64, type.shape)]
        default:
            return [TensorType(.float32, type.shape.map { $0.dropLast() + [gramCount] })]
        }
    }
}
