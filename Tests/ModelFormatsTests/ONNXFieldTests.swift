import Testing

@testable import ModelFormats

@Suite struct ONNXFieldTests {
    private static func named<Field: CaseIterable & RawRepresentable<Int>>(
        _ message: String, _ fields: Field.Type
    ) -> (message: String, numbers: [String: Int]) {
        (message, Dictionary(uniqueKeysWithValues: fields.allCases.map { ("\($0)", $0.rawValue) }))
    }

    @Test func numbersAreThoseOfTheSchema() {
        let schema = ONNXMessage.schema
        let messages = [
            Self.named("ModelProto", ONNXField.Model.self),
            Self.named("OperatorSetIdProto", ONNXField.OperatorSet.self),
            Self.named("GraphProto", ONNXField.Graph.self), Self.named("NodeProto", ONNXField.Node.self),
            Self.named("AttributeProto", ONNXField.Attribute.self), Self.named("TensorProto", ONNXField.Tensor.self),
            Self.named("SparseTensorProto", ONNXField.SparseTensor.self),
            Self.named("ValueInfoProto", ONNXField.ValueInfo.self), Self.named("TypeProto", ONNXField.TypeProto.self),
            Self.named("Tensor", ONNXField.TensorType.self), Self.named("SparseTensor", ONNXField.TensorType.self),
            Self.named("TensorShapeProto", ONNXField.Shape.self), Self.named("Dimension", ONNXField.Dimension.self),
            Self.named("FunctionProto", ONNXField.Function.self),
        ]
        for (name, numbers) in messages {
            let message = schema.message(named: name)
            for (field, number) in numbers {
                // The schema writes raw_data for rawData.
                let written = field.reduce(into: "") { $0 += $1.isUppercase ? "_\($1.lowercased())" : "\($1)" }
                #expect(message.map { schema.name(ofField: number, of: $0) } == "\"\(written)\"", "\(name)")
            }
        }
    }
}
