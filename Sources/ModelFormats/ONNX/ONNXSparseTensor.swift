import GraphIR

/// A SparseTensorProto on the wire.
struct ONNXSparseTensor {
    private var values: ONNXTensor?
    private var indices: ONNXTensor?
    private var dimensions: [Int] = []

    init(_ message: Range<Int>, in input: RawSpan) {
        var fields = WireFields(message)
        while let field = fields.next(in: input) {
            switch ONNXField.SparseTensor(rawValue: field.number) {
            case .values: values = ONNXTensor(field.body, in: input)
            case .indices: indices = ONNXTensor(field.body, in: input)
            case .dims: input.append(field, .varint, to: &dimensions) { Int(truncatingIfNeeded: $0) }
            case nil: break
            }
        }
    }

    /// What it is called: as its values are.
    var name: Range<Int> { values?.name ?? 0..<0 }

    /// The constant that it stands for; its elements are told where they are few integers.
    ///
    /// - Throws: `ImportError` for an extent that is out of range.
    func operand(in input: RawSpan) throws(ImportError) -> Operand {
        if let dimension = dimensions.first(where: { !(0...Dimension.limit).contains($0) }) {
            throw ImportError(
                .inconsistent("expected a dimension from 0 to \(Dimension.limit), found \(dimension)"),
                at: ModelLocation(part: "sparse tensor \"\(input.text(in: name))\""))
        }
        let dense = TensorType(values?.type.element ?? .unknown, TensorShape(fixed: dimensions))
        return Operand(dense, elements: elements(of: dense, in: input), isConstant: true)
    }

    /// The integers, zeros between; the indices are positions, or tuples of them.
    private func elements(of dense: TensorType, in input: RawSpan) -> Elements? {
        guard let count = dense.elementCount, count <= Elements.limit, dense.element.isInteger,
            case .integers(let list)? = values?.operand(in: input).elements,
            let indices, let places = indices.operand(in: input).elements?.integers
        else { return nil }
        let rank = indices.type.shape?.count == 1 ? 1 : dimensions.count
        guard places.count == list.count * rank else { return nil }
        var elements = [Dimension](repeating: 0, count: count)
        for (index, value) in list.enumerated() {
            let tuple = places[(index * rank)..<((index + 1) * rank)]
            // Positions beyond the tensor lead nowhere, whichever way they are written.
            let position = rank == 1 ? tuple.first : zip(tuple, dimensions).reduce(0) { $0 &* $1.1 &+ $1.0 }
            guard let position, elements.indices.contains(position) else { return nil }
            elements[position] = value
        }
        return .integers(elements)
    }
}
