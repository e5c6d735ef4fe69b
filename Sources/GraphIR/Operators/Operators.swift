/// The operators that are known, each by its names.
public enum Operators {
    /// One line per file in this folder, in alphabetical order.
    static let all: [any Operator.Type] = [
        Conv.self
    ]

    private static let byName = Dictionary(
        all.flatMap { type in type.names.map { ($0, type) } }, uniquingKeysWith: { first, _ in first })

    /// The operator that a file describes; nil where none of that name is known.
    ///
    /// - Throws: `OperatorError` where an attribute contradicts the operator's specification.
    public static func make(_ description: OperatorDescription) throws(OperatorError) -> (any Operator)? {
        guard description.domain.isEmpty || description.domain == "ai.onnx" else { return nil }
        guard let type = byName[description.name] else { return nil }
        return try type.init(description)
    }
}
