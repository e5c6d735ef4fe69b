public import GraphIR
public import JSONText

/// What a report says of the model itself.
public struct ModelSummary: Sendable, Hashable {
    /// An input or output.
    public struct Tensor: Sendable, Hashable {
        public var name: String
        public var type: TensorType

        public init(name: String, type: TensorType) {
            self.name = name
            self.type = type
        }
    }

    /// The version of an operator set that the file imports; the default domain is empty.
    public struct Opset: Sendable, Hashable {
        public var domain: String
        public var version: Int

        public init(domain: String, version: Int) {
            self.domain = domain
            self.version = version
        }
    }

    public var path: String
    /// The format's name: `onnx`.
    public var format: String
    public var name: String
    public var producer: String
    public var opsets: [Opset]
    public var inputs: [Tensor]
    public var outputs: [Tensor]
    /// How many nodes the file has, constants and shape arithmetic among them.
    public var nodes: Int
    /// Elements of the weights.
    public var parameters: Int
    /// Multiply-accumulates of one run; FLOPs are twice this.
    public var multiplyAccumulates: Int
    /// XXH3 of the model without its weights, 16 hexadecimal digits.
    public var digest: String

    public init(
        path: String, format: String, name: String, producer: String, opsets: [Opset], inputs: [Tensor],
        outputs: [Tensor], nodes: Int, parameters: Int, multiplyAccumulates: Int, digest: String
    ) {
        self.path = path
        self.format = format
        self.name = name
        self.producer = producer
        self.opsets = opsets
        self.inputs = inputs
        self.outputs = outputs
        self.nodes = nodes
        self.parameters = parameters
        self.multiplyAccumulates = multiplyAccumulates
        self.digest = digest
    }

    /// The `model` member of every JSON result.
    public var json: JSONValue {
        .object([
            .init("path", .string(path)), .init("format", .string(format)), .init("name", .string(name)),
            .init("producer", .string(producer)),
            .init("opsets", .object(opsets.map { .init($0.domain, .integer($0.version)) })),
            .init("inputs", .array(inputs.map(\.json))), .init("outputs", .array(outputs.map(\.json))),
            .init("nodes", .integer(nodes)), .init("parameters", .integer(parameters)),
            .init("macs", .integer(multiplyAccumulates)),
            .init("flops", .integer(multiplyAccumulates.saturatingDouble)),
            .init("digest", .string(digest)),
        ])
    }
}

extension ModelSummary.Tensor {
    /// {name, element_type, shape}: an unknown dimension is null, a symbolic one its name.
    var json: JSONValue {
        let shape = type.shape.map { JSONValue.array($0.map(\.json)) } ?? .null
        return .object([
            .init("name", .string(name)), .init("element_type", .string(type.element.rawValue)), .init("shape", shape),
        ])
    }
}

extension Dimension {
    var json: JSONValue {
        switch self {
        case .fixed(let value): .integer(value)
        case .symbolic(let name): .string(name)
        case .unknown: .null
        }
    }
}

extension Int {
    /// Twice the number, or the greatest where that does not fit.
    var saturatingDouble: Int {
        let (double, overflow) = multipliedReportingOverflow(by: 2)
        return overflow ? .max : double
    }
}
