import GraphIR

/// Writes TensorProtos.
struct ONNXTensorWriter<Generator: RandomNumberGenerator> {
    var constants: ConstantBytes<Generator>

    /// - Throws: `ImportError` for a tensor of unknown type or shape.
    mutating func tensor(_ operand: Operand, name: String) throws(ImportError) -> [UInt8] {
        guard let shape = operand.type.fixedShape, operand.type.element != .unknown,
            let byteCount = operand.type.byteCount, byteCount <= Dimension.limit
        else {
            throw ImportError(
                .inconsistent("expected a constant of at most \(Dimension.limit) bytes, found \(operand.type)"))
        }
        var message: [UInt8] = []
        message.reserveCapacity(constants.generator == nil ? 64 : byteCount + 64)
        for extent in shape { message.append(field: 1, extent) }
        message.append(field: 2, operand.type.element.onnxDataType)
        if !name.isEmpty { message.append(field: 8, name) }
        let count = shape.reduce(1, *)
        if operand.type.element == .string {
            for _ in 0..<(constants.generator == nil ? 0 : count) { message.append(field: 6, "") }
        } else if count > 0, let data = constants.bytes(of: operand, shape: shape, count: count) {
            message.append(field: 9, data)
        }
        return message
    }
}
