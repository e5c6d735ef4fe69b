/// What a file says of a node's operator, before the operator itself has looked at it.
public struct OperatorDescription: Sendable {
    /// The operator's name and domain, as ONNX writes them; the default domain is empty.
    public var name: String
    public var domain: String
    /// The version of the domain's operator set that the file imports.
    public var opset: Int
    public var inputCount: Int
    public var outputCount: Int
    public var attributes: [Attribute]

    public init(
        name: String, domain: String = "", opset: Int, inputCount: Int, outputCount: Int, attributes: [Attribute] = []
    ) {
        self.name = name
        self.domain = domain
        self.opset = opset
        self.inputCount = inputCount
        self.outputCount = outputCount
        self.attributes = attributes
    }

    /// A named attribute of a node.
    public struct Attribute: Sendable {
        public var name: String
        public var value: Value

        public init(_ name: String, _ value: Value) {
            self.name = name
            self.value = value
        }
    }

    /// What an attribute holds.
    public enum Value: Sendable {
        case integer(Int)
        case real(Double)
        case string(String)
        case integers([Int])
        case reals([Double])
        case strings([String])
        case tensor(Operand)
        case type(TensorType)
        /// A graph, which the node holds among its bodies.
        case graph
        /// A kind that no operator here reads.
        case other(String)

        /// What a message calls it.
        var kind: String {
            switch self {
            case .integer: "an integer"
            case .real: "a float"
            case .string: "a string"
            case .integers: "integers"
            case .reals: "floats"
            case .strings: "strings"
            case .tensor: "a tensor"
            case .type: "a type"
            case .graph: "a graph"
            case .other(let kind): kind
            }
        }
    }

    /// The same of an operator of the default domain, in the given opset or in this one's.
    func renamed(_ name: String, opset: Int? = nil) -> OperatorDescription {
        OperatorDescription(
            name: name, opset: opset ?? self.opset, inputCount: inputCount, outputCount: outputCount,
            attributes: attributes)
    }

    /// The attribute of that name, where the file has it.
    public func value(_ name: String) -> Value? { attributes.first { $0.name == name }?.value }

    /// An integer attribute; nil where the file leaves it out.
    public func integer(_ name: String) throws(OperatorError) -> Int? {
        switch value(name) {
        case nil: nil
        case .integer(let value): value
        case let other?: throw mismatch(name, expected: "an integer", found: other)
        }
    }

    /// A list of integers; nil where the file leaves it out.
    public func integers(_ name: String) throws(OperatorError) -> [Int]? {
        switch value(name) {
        case nil: nil
        case .integers(let values): values
        case let other?: throw mismatch(name, expected: "integers", found: other)
        }
    }

    /// A list of integers that the file may not leave out.
    func requiredIntegers(_ name: String) throws(OperatorError) -> [Int] {
        guard let values = try integers(name) else {
            throw OperatorError(.attribute(name), "expected integers, found none")
        }
        return values
    }

    /// An integer that the file may not leave out.
    func requiredInteger(_ name: String) throws(OperatorError) -> Int {
        guard let value = try integer(name) else {
            throw OperatorError(.attribute(name), "expected an integer, found none")
        }
        return value
    }

    /// A float attribute; nil where the file leaves it out.
    public func real(_ name: String) throws(OperatorError) -> Double? {
        switch value(name) {
        case nil: nil
        case .real(let value): value
        case let other?: throw mismatch(name, expected: "a float", found: other)
        }
    }

    /// A string attribute; nil where the file leaves it out.
    public func string(_ name: String) throws(OperatorError) -> String? {
        switch value(name) {
        case nil: nil
        case .string(let value): value
        case let other?: throw mismatch(name, expected: "a string", found: other)
        }
    }

    /// A list of floats; nil where the file leaves it out.
    public func reals(_ name: String) throws(OperatorError) -> [Double]? {
        switch value(name) {
        case nil: nil
        case .reals(let values): values
        case let other?: throw mismatch(name, expected: "floats", found: other)
        }
    }

    /// An integer attribute that is 0 or 1; `fallback` where the file leaves it out.
    func flag(_ name: String, default fallback: Bool) throws(OperatorError) -> Bool {
        try integer(name).map { $0 != 0 } ?? fallback
    }

    /// An element type, by its number in `TensorProto.DataType`; nil where the file leaves it out.
    func elementType(_ name: String) throws(OperatorError) -> ElementType? {
        try integer(name).map(ElementType.init(onnxDataType:))
    }

    private func mismatch(_ name: String, expected: String, found: Value) -> OperatorError {
        OperatorError(.attribute(name), "expected \(expected), found \(found.kind)")
    }
}
