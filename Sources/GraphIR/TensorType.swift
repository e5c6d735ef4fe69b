/// An element type and, where known, a shape.
public struct TensorType: Sendable, Hashable {
    /// What a value is that is no tensor itself; the element type and the shape are those of each tensor that it holds.
    public enum Container: Sendable, Hashable {
        case tensor
        /// Tensors in a row, and how many where that is known.
        case sequence(count: Int?)
        case optional
        case optionalSequence
        case map
    }

    public var element: ElementType
    public var container: Container
    /// The axes, outermost first; nil where not even the rank is known.
    // `Optional`, as the nil that `?` begins with would make the initializer copy the whole value.
    public var shape: Optional<TensorShape>

    public init(_ element: ElementType, _ shape: TensorShape?, container: Container = .tensor) {
        self.element = element
        self.container = container
        self.shape = shape
    }

    /// Number of elements of a tensor, where every axis is a number and the product fits.
    public var elementCount: Int? {
        container == .tensor ? shape?.elementCount : nil
    }

    /// The axes as numbers, where each is one.
    public var fixedShape: [Int]? { shape?.fixedValues }

    /// Bytes of all elements, where their number is known and fits.
    public var byteCount: Int? { elementCount?.product(with: element.bitCount)?.sum(with: 7).map { $0 / 8 } }

    /// Whether every axis is a number; a map has none.
    public var isStatic: Bool { shape?.isFixed ?? (container == .map) }

    /// Whether it is a tensor's and leaves nothing open, so that `merged` adds nothing.
    var isSettled: Bool { container == .tensor && element != .unknown && isStatic }

    private func open(_ type: TensorType) -> Container {
        if case .sequence = type.container { .sequence(count: nil) } else { type.container }
    }

    /// The type of a value that is of either type.
    func joined(with other: TensorType) -> TensorType {
        guard self != other else { return self }
        // What an empty sequence holds is what the other one does.
        if case .sequence(count: 0) = container {
            return TensorType(other.element, other.shape, container: open(other))
        }
        if case .sequence(count: 0) = other.container { return TensorType(element, shape, container: open(self)) }
        let container = container == other.container ? container : container.joined(with: other.container)
        let element = element == other.element ? element : .unknown
        guard let shape, let others = other.shape, shape.count == others.count else {
            return TensorType(element, nil, container: container)
        }
        return TensorType(
            element, TensorShape(zip(shape, others).map { $0 == $1 ? $0 : .unknown }), container: container)
    }

    /// This type, with what it leaves open taken from another source that speaks of the same tensor.
    public func merged(with other: TensorType) -> TensorType {
        // Most types leave nothing open.
        if shape != nil, element != .unknown, isStatic { return self }
        let element = element == .unknown ? other.element : element
        guard let shape else {
            let container = self.element == .unknown ? other.container : container
            return TensorType(element, other.shape, container: container)
        }
        guard let declared = other.shape, declared.count == shape.count, !isStatic else {
            return TensorType(element, shape, container: container)
        }
        return TensorType(element, TensorShape(zip(shape, declared).map { $0.merged(with: $1) }), container: container)
    }
}

extension TensorType.Container {
    /// What holds a value that either holds: a sequence of unknown length where two lengths differ.
    fileprivate func joined(with other: Self) -> Self {
        switch (self, other) {
        case (.sequence, .sequence): .sequence(count: nil)
        case (.optional, .tensor), (.tensor, .optional): .optional
        case (.optionalSequence, .sequence), (.sequence, .optionalSequence): .optionalSequence
        default: self
        }
    }
}

extension TensorType: CustomStringConvertible {
    /// `float32 1x3x224x224`, `sequence of float32 3`
    public var description: String {
        switch container {
        case .tensor: tensorDescription
        case .sequence: "sequence of \(tensorDescription)"
        case .optional: "optional \(tensorDescription)"
        case .optionalSequence: "optional sequence of \(tensorDescription)"
        case .map: "map"
        }
    }

    private var tensorDescription: String {
        guard let shape else { return "\(element.rawValue) of unknown rank" }
        guard !shape.isEmpty else { return "\(element.rawValue) scalar" }
        return "\(element.rawValue) \(shape)"
    }
}

extension Collection<Dimension> {
    /// The numbers, where every one is.
    public var fixedValues: [Int]? {
        var values: [Int] = []
        values.reserveCapacity(count)
        for dimension in self {
            guard let value = dimension.value else { return nil }
            values.append(value)
        }
        return values
    }
}

extension Int {
    /// The product, or nil where a factor is missing or it does not fit.
    public func product(with other: Int?) -> Int? {
        guard let other else { return nil }
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? nil : product
    }

    /// The sum, or nil where a summand is missing or it does not fit.
    func sum(with other: Int?) -> Int? {
        guard let other else { return nil }
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? nil : sum
    }
}
