/// Operators whose outputs have the shapes that the file declares: control flow, variables, hash tables, detection, and
/// the operators of StableHLO, which TFLite's own runtime does not run.
///
/// https://github.com/tensorflow/tensorflow/blob/v2.21.0/tensorflow/lite/schema/schema.fbs, BuiltinOperator.
public struct TFLiteDeclared: Operator {
    public static let names = [
        "ASSIGN_VARIABLE", "BIDIRECTIONAL_SEQUENCE_LSTM", "BIDIRECTIONAL_SEQUENCE_RNN", "BUCKETIZE", "CALL",
        "CALL_ONCE", "COMPLEX_ABS", "CONCAT_EMBEDDINGS", "DILATE", "EMBEDDING_LOOKUP_SPARSE", "HASHTABLE",
        "HASHTABLE_FIND", "HASHTABLE_IMPORT", "HASHTABLE_LOOKUP", "HASHTABLE_SIZE", "IF", "IMAG", "LSH_PROJECTION",
        "MATRIX_DIAG", "NON_MAX_SUPPRESSION_V4", "NON_MAX_SUPPRESSION_V5", "READ_VARIABLE", "REAL", "REDUCE_WINDOW",
        "RFFT2D", "SEGMENT_SUM", "SKIP_GRAM", "SPARSE_TO_DENSE", "STABLEHLO_ABS", "STABLEHLO_BROADCAST_IN_DIM",
        "STABLEHLO_CASE", "STABLEHLO_CBRT", "STABLEHLO_CLAMP", "STABLEHLO_COMPOSITE", "STABLEHLO_CONCATENATE",
        "STABLEHLO_CONVERT", "STABLEHLO_CONVOLUTION", "STABLEHLO_COSINE", "STABLEHLO_CUSTOM_CALL",
        "STABLEHLO_DOT_GENERAL", "STABLEHLO_DYNAMIC_SLICE", "STABLEHLO_DYNAMIC_UPDATE_SLICE",
        "STABLEHLO_EXPONENTIAL", "STABLEHLO_FLOOR", "STABLEHLO_GATHER", "STABLEHLO_IOTA", "STABLEHLO_LOG",
        "STABLEHLO_LOGISTIC", "STABLEHLO_NEGATE", "STABLEHLO_PAD", "STABLEHLO_REDUCE", "STABLEHLO_REDUCE_WINDOW",
        "STABLEHLO_RESHAPE", "STABLEHLO_RNG_BIT_GENERATOR", "STABLEHLO_RSQRT", "STABLEHLO_SCATTER",
        "STABLEHLO_SELECT", "STABLEHLO_SHIFT_LEFT", "STABLEHLO_SLICE", "STABLEHLO_SORT", "STABLEHLO_TANH",
        "STABLEHLO_TRANSPOSE", "STABLEHLO_WHILE", "SVDF", "UNIQUE", "UNSORTED_SEGMENT_MAX", "UNSORTED_SEGMENT_MIN",
        "UNSORTED_SEGMENT_PROD", "UNSORTED_SEGMENT_SUM", "VAR_HANDLE", "WHILE",
    ]

    public let name: String
    private let outputCount: Int

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        outputCount = description.outputCount
    }

    /// What they read may be a variable, a table, or another graph's work.
    public var isDeterministic: Bool { false }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        Array(repeating: .declared(nil), count: outputCount)
    }
}
