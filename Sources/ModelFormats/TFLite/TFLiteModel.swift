import GraphIR

/// What a TFLite model says, whether its tables come from FlatBuffers or from JSON: names and indices as the file has
/// them, none of them checked.
struct TFLiteModel {
    /// An operator that the file uses.
    struct OperatorCode {
        /// A number of BuiltinOperator.
        var builtinCode = 0
        var customCode = ""
        var version = 1
    }

    struct Tensor {
        var name = ""
        /// A number of TensorType.
        var type = 0
        /// nil where the file has none, as for scalars, and where the rank is not known.
        var shape: [Int]?
        /// The shape with -1 for extents that may change.
        var shapeSignature: [Int] = []
        /// Whether an empty shape is a scalar's for certain.
        var hasRank = false
        var buffer = 0
        var isVariable = false
        var isSparse = false
        var quantization: QuantizationParameters?
    }

    struct Operator {
        var operatorCode = 0
        /// Indices of tensors; -1 for one that is left out.
        var inputs: [Int] = []
        var outputs: [Int] = []
        var attributes: [OperatorDescription.Attribute] = []
        var largeCustomOptions: (offset: UInt64, size: UInt64) = (0, 0)
    }

    struct Subgraph {
        var name = ""
        var tensors: [Tensor] = []
        var inputs: [Int] = []
        var outputs: [Int] = []
        var operators: [Operator] = []
    }

    /// Where the elements of tensors stand.
    struct Buffer {
        /// Their bytes among those of the file.
        var range: Range<Int>?
        /// How many there are, where they were stepped over.
        var byteCount: Int?
        /// Where they stand behind the tables.
        var offset: UInt64 = 0
        var size: UInt64 = 0
    }

    /// A way to call the model by name.
    struct Signature {
        var key = ""
        var subgraph = 0
    }

    /// An entry of what tools add.
    struct Metadata {
        var name = ""
        var buffer = 0
    }

    var version = 0
    var description = ""
    var operatorCodes: [OperatorCode] = []
    var subgraphs: [Subgraph] = []
    var buffers: [Buffer] = []
    var signatures: [Signature] = []
    var metadata: [Metadata] = []
}
