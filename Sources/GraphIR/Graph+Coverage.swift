extension Graph {
    /// How many of the values that a run computes have shapes of numbers alone; constants do not count.
    public var shapeCoverage: ShapeCoverage {
        var coverage = ShapeCoverage()
        for value in values where value.producer != nil && !value.isConstant {
            coverage.values += 1
            if value.type.isStatic {
                coverage.staticValues += 1
            } else {
                coverage.openNames.append(value.name)
            }
        }
        return coverage
    }

    /// Elements of all constants of real numbers, quantised ones among them, that nodes read, each counted once however many read it.
    ///
    /// A node's own `Cost` counts what that node reads, so that the sum over nodes counts shared weights again and leaves
    /// out what a model computes from its weights. Scalars are settings rather than parameters, and are left out.
    public var parameterCount: Int {
        var isRead = Array(repeating: false, count: values.count)
        for node in nodes {
            for case let input? in node.inputs { isRead[input.index] = true }
        }
        return values.indices.reduce(0) { sum, index in
            let value = values[index]
            guard isRead[index], isHeld(value), value.type.element.isReal || value.quantization != nil,
                value.type.shape?.isEmpty == false
            else {
                return sum
            }
            return sum.sum(with: value.type.elementCount) ?? sum
        }
    }

    /// Whether the file holds the value itself: an initializer, or a node that is nothing but a constant.
    private func isHeld(_ value: Value) -> Bool {
        guard let producer = value.producer else { return value.isConstant }
        return nodes[producer].operation is Constant
    }
}
