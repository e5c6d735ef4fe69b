/// One application of an operator.
public struct Node: Sendable {
    private var label: Name
    /// The operator as the file calls it.
    public var operatorName: String
    public var domain: String
    /// ONNX's name for the operator, where the file's format has names of its own for the same; nil for ONNX itself,
    /// and for TFLite, whose operators are told apart by theirs.
    public var onnxName: String?
    /// What it computes; nil where no operator of that name is known.
    public var operation: (any Operator)?
    /// What the file says to the operator; empty where the format is not ONNX, and where the node holds a constant that
    /// its output was given.
    public var attributes: [OperatorDescription.Attribute]
    /// nil where the file leaves an optional input out.
    public var inputs: [Value.ID?]
    public var outputs: [Value.ID?]
    /// The graphs that the node runs, until `Graph.infer()` takes the one that runs into the graph.
    public var bodies: [Body]

    /// A label: it may be empty or repeated.
    public var name: String {
        get { label.text }
        set { label = Name(newValue) }
    }

    public init(
        name: String = "", operatorName: String, domain: String = "", onnxName: String? = nil,
        operation: (any Operator)?, attributes: [OperatorDescription.Attribute] = [], inputs: [Value.ID?],
        outputs: [Value.ID?], bodies: [Body] = []
    ) {
        self.init(
            Name(name), operatorName: operatorName, domain: domain, onnxName: onnxName, operation: operation,
            attributes: attributes, inputs: inputs, outputs: outputs, bodies: bodies)
    }

    public init(
        _ name: Name, operatorName: String, domain: String = "", onnxName: String? = nil,
        operation: (any Operator)?, attributes: [OperatorDescription.Attribute] = [], inputs: [Value.ID?],
        outputs: [Value.ID?], bodies: [Body] = []
    ) {
        label = name
        self.operatorName = operatorName
        self.domain = domain
        self.onnxName = onnxName
        self.operation = operation
        self.attributes = attributes
        self.inputs = inputs
        self.outputs = outputs
        self.bodies = bodies
    }
}
