/// The numbers of the fields that are read, by message: those of `schemas/onnx.proto`.
enum ONNXField {
    enum Model: Int, CaseIterable {
        case irVersion = 1
        case producerName, producerVersion
        case graph = 7
        case opsetImport
        case functions = 25
    }

    enum OperatorSet: Int, CaseIterable { case domain = 1, version }

    enum Graph: Int, CaseIterable {
        case node = 1
        case name
        case initializer = 5
        case input = 11
        case output, valueInfo
        case sparseInitializer = 15
    }

    enum Node: Int, CaseIterable {
        case input = 1
        case output, name, opType, attribute
        case domain = 7
        case overload
    }

    enum Attribute: Int, CaseIterable {
        case name = 1
        case f, i, s, t, g, floats, ints, strings
        case tp = 14
        case type = 20
        case refAttrName, sparseTensor
    }

    /// The elements' fields are `ONNXDataType.Field`.
    enum Tensor: Int, CaseIterable {
        case dims = 1
        case dataType
        case name = 8
        case rawData
    }

    enum SparseTensor: Int, CaseIterable { case values = 1, indices, dims }

    enum ValueInfo: Int, CaseIterable { case name = 1, type }

    enum TypeProto: Int, CaseIterable {
        case tensorType = 1
        case sequenceType = 4
        case mapType
        case sparseTensorType = 8
        case optionalType
    }

    /// Of a tensor's type, sparse or not; the first also of what a sequence or an optional holds.
    enum TensorType: Int, CaseIterable { case elemType = 1, shape }

    enum Shape: Int, CaseIterable { case dim = 1 }

    enum Dimension: Int, CaseIterable { case dimValue = 1, dimParam }

    enum Function: Int, CaseIterable {
        case name = 1
        case input = 4
        case output
        case node = 7
        case opsetImport = 9
        case domain, attributeProto
        case overload = 13
    }
}
