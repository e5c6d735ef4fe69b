import GraphIR
import Testing

/// One application of an operator and what it must give: types, elements, work, or an error.
struct OperatorCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let name: String
    var domain = ""
    var opset = 22
    var attributes: [String: OperatorDescription.Value] = [:]
    let inputs: [Operand?]
    /// The outputs' types, as `TensorType` describes them; where an error is expected, only their number counts.
    var types: [String]?
    /// The first output's elements, separated by spaces; `none` where they must not be known.
    var elements: String?
    var macs: Int?
    var parameters: Int?
    /// The part to blame and the reason.
    var error: String?

    init(
        _ testDescription: String, _ name: String, opset: Int = 22,
        _ attributes: [String: OperatorDescription.Value] = [:], _ inputs: [Operand?], _ types: [String]? = nil,
        elements: String? = nil, macs: Int? = nil, parameters: Int? = nil, error: String? = nil
    ) {
        self.testDescription = "\(name): \(testDescription)"
        self.name = name
        self.opset = opset
        self.attributes = attributes
        self.inputs = inputs
        self.types = types
        self.elements = elements
        self.macs = macs
        self.parameters = parameters
        self.error = error
    }

    /// The same case of one of TFLite's operators.
    static func tflite(
        _ testDescription: String, _ name: String, _ attributes: [String: OperatorDescription.Value] = [:],
        _ inputs: [Operand?], _ types: [String]? = nil, elements: String? = nil, macs: Int? = nil,
        parameters: Int? = nil, error: String? = nil
    ) -> OperatorCase {
        var result = OperatorCase(
            testDescription, name, opset: 1, attributes, inputs, types, elements: elements, macs: macs,
            parameters: parameters, error: error)
        result.domain = OperatorDescription.tfliteDomain
        return result
    }

    /// The same case of one of ncnn's layers.
    static func ncnn(
        _ testDescription: String, _ name: String, _ attributes: [String: OperatorDescription.Value] = [:],
        _ inputs: [Operand?], _ types: [String]? = nil, macs: Int? = nil, parameters: Int? = nil, error: String? = nil
    ) -> OperatorCase {
        var result = OperatorCase(
            testDescription, name, opset: 1, attributes, inputs, types, macs: macs, parameters: parameters, error: error
        )
        result.domain = OperatorDescription.ncnnDomain
        return result
    }

    /// Runs the operator and checks all that the case says.
    func check() throws {
        let found = try outcome()
        #expect(found.error == error)
        guard error == nil else { return }
        if let types { #expect(found.types.prefix(types.count).map(\.description) == types) }
        if let elements { #expect(found.elements.first.map(Self.text) ?? "none" == elements) }
        if let macs { #expect(found.cost?.multiplyAccumulates == macs) }
        if let parameters { #expect(found.cost?.parameters == parameters) }
    }

    private func outcome() throws -> (types: [TensorType], elements: [Elements?], cost: Cost?, error: String?) {
        do {
            let description = OperatorDescription(
                name: name, domain: domain, opset: opset, inputCount: inputs.count, outputCount: types?.count ?? 1,
                attributes: attributes.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) })
            let operation = try #require(try Operators.make(description))
            let operands = Operands(inputs)
            let types = try operation.outputTypes(for: operands)
            let elements = operation.outputElements(for: operands, outputs: types)
            return (types, elements, operation.cost(inputs: operands, outputs: types), nil)
        } catch let error as OperatorError {
            return ([], [], nil, [error.partDescription, error.reason].compactMap(\.self).joined(separator: ": "))
        }
    }

    private static func text(_ elements: Elements?) -> String {
        switch elements {
        case nil: "none"
        case .integers(let values): values.map(\.description).joined(separator: " ")
        case .reals(let values): values.map(\.description).joined(separator: " ")
        }
    }
}

extension TensorType: ExpressibleByStringLiteral {
    /// The type that its description reads as: `float32 Nx3x?x8`, `int64 scalar`, `bool of unknown rank`.
    init(stringLiteral text: String) {
        let words = text.split(separator: " ", maxSplits: 1)
        let shape: TensorShape? =
            switch words[1] {
            case "scalar": []
            case "of unknown rank": nil
            default:
                TensorShape(
                    words[1].split(separator: "x").map { word in
                        Int(word).map(Dimension.fixed) ?? (word == "?" ? .unknown : .symbolic(String(word)))
                    })
            }
        self.init(ElementType(rawValue: String(words[0])) ?? .unknown, shape)
    }
}

extension Operand {
    /// A tensor that each run has afresh.
    static func data(_ type: TensorType) -> Operand { Operand(type) }

    /// A constant too long to follow.
    static func weights(_ type: TensorType) -> Operand { Operand(type, isConstant: true) }

    /// A constant list of 64-bit integers.
    static func list(_ values: Int...) -> Operand { tensor(TensorType(.int64, [.fixed(values.count)]), values) }

    /// A constant 64-bit integer.
    static func scalar(_ value: Int) -> Operand { tensor("int64 scalar", [value]) }

    /// A constant tensor of integers.
    static func tensor(_ type: TensorType, _ values: [Int]) -> Operand {
        Operand(type, elements: .integers(values.map(Dimension.fixed)), isConstant: true)
    }

    /// A list of 64-bit integers as shape arithmetic finds them.
    static func extents(_ values: Dimension...) -> Operand {
        Operand(TensorType(.int64, [.fixed(values.count)]), elements: .integers(values))
    }

    /// A constant list of 32-bit floats.
    static func reals(_ values: Double...) -> Operand {
        Operand(TensorType(.float32, [.fixed(values.count)]), elements: .reals(values), isConstant: true)
    }

    /// A constant 32-bit float.
    static func real(_ value: Double) -> Operand {
        Operand("float32 scalar", elements: .reals([value]), isConstant: true)
    }
}
