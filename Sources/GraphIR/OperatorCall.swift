/// What a node calls: an operator, and what the file says to it. Nodes that call the same in the same words share one.
public final class OperatorCall: Sendable {
    /// The operator as the file calls it.
    public let operatorName: String
    public let domain: String
    /// ONNX's name for the operator, where the file's format has names of its own for the same; nil for ONNX itself,
    /// and for TFLite, whose operators are told apart by theirs.
    public let onnxName: String?
    /// What it computes; nil where no operator of that name is known.
    public let operation: (any Operator)?
    /// What the file says to the operator; empty where the format is not ONNX, and where the node holds a constant that
    /// its output was given.
    public let attributes: [OperatorDescription.Attribute]
    /// Where it is a convolution or a pool: asked of every node, and not to be found out for each.
    public let movingWindow: MovingWindow?

    public init(
        operatorName: String, domain: String = "", onnxName: String? = nil, operation: (any Operator)?,
        attributes: [OperatorDescription.Attribute] = []
    ) {
        self.operatorName = operatorName
        self.domain = domain
        self.onnxName = onnxName
        self.operation = operation
        self.attributes = attributes
        movingWindow = MovingWindow(operation)
    }
}
