/// Elements of a row-major tensor, seen in another order: what transposing, slicing and broadcasting have in common.
struct StridedView {
    var extents: [Int]
    /// The distance between neighbours along each axis, in elements of the tensor.
    var strides: [Int]
    /// The position of the view's first element.
    var offset = 0

    /// All elements of a tensor of that shape, in its own order.
    init(_ shape: [Int]) {
        extents = shape
        strides = Array(repeating: 1, count: shape.count)
        // Wraps only where another extent is 0, and then nothing is read.
        for axis in shape.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] &* shape[axis + 1] }
    }

    /// The view whose axes of extent 1, and the axes in front that it lacks, repeat up to a shape that it broadcasts to.
    func broadcast(to shape: [Int]) -> StridedView {
        let missing = max(0, shape.count - extents.count)
        var view = self
        view.strides =
            Array(repeating: 0, count: missing) + zip(extents, strides).map { $0 == 1 ? 0 : $1 }
        view.extents = shape
        return view
    }

    /// The elements' positions in the tensor, row by row of the view; nil where they are more than are followed.
    var positions: [Int]? {
        guard let count = extents.reduce(1, { (product: Int?, extent) in product?.product(with: extent) }),
            count <= Elements.limit
        else { return nil }
        guard count > 0 else { return [] }
        var positions = [offset]
        positions.reserveCapacity(count)
        // From the last axis on, what was found so far repeats along each axis in front.
        for axis in extents.indices.reversed() {
            let run = positions.indices
            for index in 0..<extents[axis] where index > 0 {
                for place in run { positions.append(positions[place] &+ index &* strides[axis]) }
            }
        }
        return positions
    }
}

extension Operand {
    /// The elements as they stand in a tensor of that shape, to which this one broadcasts; nil where they are not known.
    func elements(broadcastTo shape: TensorShape) -> Elements? {
        guard let elements, type.elementCount == elements.count else { return nil }
        if type.shape == shape { return elements }
        guard let shape = shape.fixedValues else { return nil }
        if elements.count == 1 {
            guard let count = shape.reduce(1, { (product: Int?, extent) in product?.product(with: extent) }),
                count <= Elements.limit
            else { return nil }
            return elements.repeating(count)
        }
        guard let own = type.fixedShape else { return nil }
        return StridedView(own).broadcast(to: shape).positions.map(elements.picking)
    }
}

extension [Int] {
    /// For each tuple of indices into the first axes of this shape, the row-major positions of the slice that it picks;
    /// nil where an index lies outside, or where there are more positions than are followed.
    func positions(ofTuples indices: [Int], length: Int) -> [Int]? {
        guard (1...Swift.max(1, count)).contains(length), length <= count else { return nil }
        let strides = StridedView(self).strides
        let run = self[length...].reduce(1, &*)
        guard let total = (indices.count / length).product(with: run), total <= Elements.limit else { return nil }
        var positions: [Int] = []
        for start in stride(from: 0, to: indices.count - length + 1, by: length) {
            var position = 0
            for axis in 0..<length {
                let index = indices[start + axis]
                guard (-self[axis]..<self[axis]).contains(index) else { return nil }
                position += (index < 0 ? index + self[axis] : index) &* strides[axis]
            }
            positions += position..<(position + run)
        }
        return positions
    }
}
