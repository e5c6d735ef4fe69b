/// What the user says of shapes that the file leaves open, or wants otherwise than the file has them.
///
/// To be called before `infer()`. Where a number of the file is replaced, what the file declares of inner values is no
/// longer right, and their shapes are forgotten.
extension Graph {
    /// Gives an input a shape; the symbols that it replaces are replaced everywhere.
    ///
    /// - Throws: `GraphError` where no input has that name, or the rank or an extent does not fit.
    public mutating func fix(_ input: String, to shape: [Int]) throws(GraphError) {
        guard let id = inputs.first(where: { self[$0].name == input }) else {
            let names = inputs.map { self[$0].name }
            throw GraphError("expected an input \(choice(of: names)), found \"\(input)\"")
        }
        try fix(id, to: shape)
    }

    /// Gives the first axis of every input that is no scalar an extent.
    ///
    /// - Throws: `GraphError` where an input's rank is not known, or the extent does not fit.
    public mutating func fixBatch(_ extent: Int) throws(GraphError) {
        for id in inputs {
            guard var shape = self[id].type.shape else {
                throw GraphError("expected inputs of known rank, found \"\(self[id].name)\" of unknown rank")
            }
            guard !shape.isEmpty else { continue }
            shape[0] = try Self.admitted(extent)
            replaceShape(of: id, with: shape)
        }
    }

    /// Gives a symbolic dimension of the inputs a number, wherever it stands.
    ///
    /// - Throws: `GraphError` where no input has such a dimension, or the number does not fit.
    public mutating func fix(dimension symbol: String, to extent: Int) throws(GraphError) {
        var names: [String] = []
        for case .symbolic(let name) in inputs.flatMap({ self[$0].type.shape ?? [] }) where !names.contains(name) {
            names.append(name)
        }
        guard names.contains(symbol) else {
            throw GraphError("expected a dimension \(choice(of: names)), found \"\(symbol)\"")
        }
        replace([symbol: try Self.admitted(extent)])
    }

    private mutating func fix(_ id: Value.ID, to shape: [Int]) throws(GraphError) {
        if let rank = self[id].type.shape?.count, rank != shape.count {
            throw GraphError("expected \(rank) extents for input \"\(self[id].name)\", found \(shape.count)")
        }
        var extents = TensorShape()
        for extent in shape { extents.append(try Self.admitted(extent)) }
        replaceShape(of: id, with: extents)
    }

    private static func admitted(_ extent: Int) throws(GraphError) -> Dimension {
        guard (0...Dimension.limit).contains(extent) else {
            throw GraphError("expected extents from 0 to \(Dimension.limit), found \(extent)")
        }
        return .fixed(extent)
    }

    private mutating func replaceShape(of id: Value.ID, with shape: TensorShape) {
        let old = self[id].type.shape ?? shape
        var numbers: [String: Dimension] = [:]
        for case (.symbolic(let name), .fixed(let number)) in zip(old, shape) { numbers[name] = .fixed(number) }
        values[id.index].type.shape = shape
        if !numbers.isEmpty { replace(numbers) }
        guard zip(old, shape).contains(where: { $0.contradicts($1) }) else { return }
        for index in values.indices where values[index].producer != nil { values[index].type.shape = nil }
    }

    private mutating func replace(_ symbols: [String: Dimension]) {
        for index in values.indices {
            guard let shape = values[index].type.shape, shape.contains(where: { $0.value == nil }) else { continue }
            values[index].type.shape = shape.map { dimension in
                guard case .symbolic(let name) = dimension else { return dimension }
                return symbols[name] ?? dimension
            }
        }
    }

    private func choice(of names: [String]) -> String {
        names.isEmpty ? "that the user may fix" : "among " + names.map { "\"\($0)\"" }.joined(separator: ", ")
    }
}
