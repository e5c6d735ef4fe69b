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
            for place in nodes[index].inputs.indices {
                if let input = nodes[index].inputs[place] { isRead[input.index] = true }
            }
        }
        var count = 0
        for index in values.indices where isRead[index] && values[index].isConstant {
            guard values[index].type.element.isReal || values[index].quantization != nil,
                values[index].type.shape?.isEmpty == false, isHeld(value: index)
            else { continue }
            count = count.sum(with: values[index].type.elementCount) ?? count
        }
        return count
    }

    /// Whether the file holds a constant itself: an initializer, or a node that is nothing but a constant.
    private func isHeld(value index: Int) -> Bool {
        guard let producer = values[index].producer else { return true }
        return nodes[producer].operation is Constant
    }
}
