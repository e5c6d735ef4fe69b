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
        for index in nodes.indices {
            for case let input? in nodes[index].inputs { isRead[input.index] = true }
        }
        return values.indices.reduce(0) { sum, index in
            guard isRead[index], values[index].type.element.isReal || values[index].quantization != nil,
                values[index].type.shape?.isEmpty == false, isHeld(value: index)
            else { return sum }
            return sum.sum(with: values[index].type.elementCount) ?? sum
        }
    }

    /// Whether the file holds a value itself: an initializer, or a node that is nothing but a constant.
    private func isHeld(value index: Int) -> Bool {
        guard let producer = values[index].producer else { return values[index].isConstant }
        return nodes[producer].operation is Constant
    }
}
