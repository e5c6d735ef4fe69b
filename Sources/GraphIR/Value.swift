/// A tensor that flows through a graph, or a constant that it holds.
public struct Value: Sendable {
    /// A value's place in `Graph.values`.
    public struct ID: Sendable, Hashable {
        public let index: Int

        @usableFromInline package init(_ index: Int) { self.index = index }
    }

    private var label: Name
    /// The type as far as it is known: what the file declares, then what inference finds.
    public var type: TensorType
    // `Optional`, as the nil that `?` begins with would make the initializer copy the whole value.
    public var elements: Optional<Elements>
    /// Whether it is the same in every run: an initializer, or what follows from initializers and shapes alone.
    public var isConstant: Bool
    /// How its integers stand for real numbers, where the file says so.
    public var quantization: Optional<QuantizationParameters>
    /// The index of the node that writes it; nil for inputs and initializers.
    public var producer: Optional<Int>

    public var name: String {
        get { label.text }
        set { label = Name(newValue) }
    }

    public init(
        name: String, type: TensorType, elements: Elements? = nil, isConstant: Bool = false, producer: Int? = nil
    ) {
        self.init(Name(name), type: type, elements: elements, isConstant: isConstant, producer: producer)
    }

    public init(
        _ name: Name, type: TensorType, elements: Elements? = nil, isConstant: Bool = false, producer: Int? = nil
    ) {
        label = name
        self.type = type
        self.elements = elements
        self.isConstant = isConstant
        quantization = nil
        self.producer = producer
    }
}
