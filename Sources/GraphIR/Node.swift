/// One application of an operator.
public struct Node: Sendable {
    private var label: Name
    public let call: OperatorCall
    public var inputs: ValueList
    public var outputs: ValueList
    /// The graphs that the node runs, until `Graph.infer()` takes the one that runs into the graph.
    public var bodies: [Body]
    /// Its work as inference finds it; nil before, and of a node whose outputs are constants.
    // `Optional`, as the nil that `?` begins with would make the initializer copy the whole value.
    var inferredCost: Optional<Cost?>

    /// A label: it may be empty or repeated.
    public var name: String {
        get { label.text }
        set { label = Name(newValue) }
    }

    public var operatorName: String { call.operatorName }
    public var domain: String { call.domain }
    public var onnxName: String? { call.onnxName }
    public var operation: (any Operator)? { call.operation }
    public var attributes: [OperatorDescription.Attribute] { call.attributes }

    public init(
        name: String = "", operatorName: String, domain: String = "", onnxName: String? = nil,
        operation: (any Operator)?, attributes: [OperatorDescription.Attribute] = [], inputs: [Value.ID?],
        outputs: [Value.ID?], bodies: [Body] = []
    ) {
        let call = OperatorCall(
            operatorName: operatorName, domain: domain, onnxName: onnxName, operation: operation,
            attributes: attributes)
        self.init(Name(name), call, inputs: ValueList(inputs), outputs: ValueList(outputs), bodies: bodies)
    }

    public init(_ name: Name, _ call: OperatorCall, inputs: ValueList, outputs: ValueList, bodies: [Body] = []) {
        label = name
        self.call = call
        self.inputs = inputs
        self.outputs = outputs
        self.bodies = bodies
        inferredCost = nil
    }
}
