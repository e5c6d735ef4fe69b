import GraphIR

extension ONNXMessage {
    /// Where a value's name lies, and its type as the file declares it.
    ///
    /// - Throws: `ImportError` for a value without a name, and for extents that are out of range.
    static func declaration(
        _ info: Range<Int>, _ role: String, in input: RawSpan
    ) throws(ImportError) -> (name: Range<Int>, type: TensorType) {
        var name = 0..<0
        var type: Range<Int>?
        var fields = WireFields(info)
        while let field = fields.next(in: input) {
            switch ONNXField.ValueInfo(rawValue: field.number) {
            case .name: name = field.body
            case .type: type = field.body
            case nil: break
            }
        }
        guard !name.isEmpty else { throw ImportError(.malformed("expected a name for every \(role), found none")) }
        return (
            name,
            try located(ModelLocation(part: "\(role) \"\(input.text(in: name))\"")) { () throws(ImportError) in
                try self.type(type, in: input)
            }
        )
    }

    /// A type as the file declares it: a tensor's, or that of what a sequence or an optional holds. Of several the last
    /// counts.
    static func type(_ message: Range<Int>?, in input: RawSpan) throws(ImportError) -> TensorType {
        var kind: ONNXField.TypeProto?
        var body = 0..<0
        var fields = WireFields(message ?? 0..<0)
        while let field = fields.next(in: input) {
            kind = ONNXField.TypeProto(rawValue: field.number)
            body = field.body
        }
        switch kind {
        case .tensorType, .sparseTensorType: return try tensorType(body, in: input)
        case .sequenceType:
            var content = try held(body, in: input)
            content.container = .sequence(count: nil)
            return content
        case .optionalType:
            var content = try held(body, in: input)
            if case .sequence = content.container {
                content.container = .optionalSequence
            } else {
                content.container = .optional
            }
            return content
        case .mapType: return TensorType(.unknown, nil, container: .map)
        case nil: return TensorType(.unknown, nil)
        }
    }

    /// The type of what a sequence or an optional holds.
    private static func held(_ message: Range<Int>, in input: RawSpan) throws(ImportError) -> TensorType {
        var fields = WireFields(message)
        return try type(fields.next(ONNXField.TensorType.elemType, in: input), in: input)
    }

    private static func tensorType(_ message: Range<Int>, in input: RawSpan) throws(ImportError) -> TensorType {
        var element = ElementType.unknown
        var shape: TensorShape?
        var fields = WireFields(message)
        while let field = fields.next(in: input) {
            switch ONNXField.TensorType(rawValue: field.number) {
            case .elemType: element = ONNXDataType(field.shortInteger)?.element ?? .unknown
            case .shape: shape = try self.shape(field.body, in: input)
            case nil: break
            }
        }
        return TensorType(element, shape)
    }

    private static func shape(_ message: Range<Int>, in input: RawSpan) throws(ImportError) -> TensorShape {
        var shape = TensorShape()
        var fields = WireFields(message)
        while let dimension = fields.next(ONNXField.Shape.dim, in: input) {
            shape.append(try self.dimension(dimension, in: input))
        }
        // Exporters write 0 for an open batch too; elsewhere it is meant.
        if shape.count > 1, shape[0] == 0 { shape[0] = .unknown }
        return shape
    }

    /// Exporters write −1 for what is not fixed.
    private static func dimension(_ message: Range<Int>, in input: RawSpan) throws(ImportError) -> Dimension {
        var dimension = Dimension.unknown
        var fields = WireFields(message)
        while let field = fields.next(in: input) {
            switch ONNXField.Dimension(rawValue: field.number) {
            case .dimValue:
                guard field.integer <= Dimension.limit else {
                    throw ImportError(
                        .inconsistent("expected a dimension of at most \(Dimension.limit), found \(field.integer)"))
                }
                dimension = field.integer >= 0 ? .fixed(field.integer) : .unknown
            case .dimParam:
                let name = input.text(in: field.body)
                dimension = name.isEmpty ? .unknown : .symbolic(name)
            case nil: break
            }
        }
        return dimension
    }
}
