import GraphIR
import Testing

/// Graphs in the words of a ruleset's examples: `a = Conv(x, 64) kernel=3 pads=1; b = Relu(a)` over an input `x`.
///
/// An argument is a value, `$8x4` for constant weights of that shape, or a number: the filters of a Conv, the bounds of
/// a Clip, the padding of a Pad on each side of height and width. The last statement's value is the graph's output.
struct GraphText {
    private var graph = Graph(name: "example")
    private var values: [Substring: Value.ID] = [:]

    /// An inferred graph.
    static func graph(_ text: String, input: String) throws -> Graph {
        var builder = GraphText()
        let shape = input.split(separator: "x").compactMap { Int($0) }
        builder.addInput(shape)
        var last: Value.ID?
        for statement in text.split(separator: ";") { last = try builder.add(statement) }
        builder.graph.outputs = [try #require(last)]
        _ = try builder.graph.infer()
        return builder.graph
    }

    private mutating func addInput(_ shape: [Int]) {
        let input = graph.add(Value(name: "x", type: TensorType(.float32, shape.map(Dimension.fixed))))
        graph.inputs = [input]
        values["x"] = input
    }

    private mutating func constant(_ shape: [Int], _ elements: [Double]? = nil) -> Value.ID {
        graph.add(
            Value(
                name: "constant", type: TensorType(.float32, shape.map(Dimension.fixed)),
                elements: elements.map(Elements.reals), isConstant: true))
    }

    private mutating func add(_ statement: Substring) throws -> Value.ID {
        let parts = statement.split(separator: "=", maxSplits: 1).map { $0.drop { $0 == " " } }
        let name = parts[0].prefix { $0 != " " }
        let call = parts[1].prefix { $0 != ")" }.split(separator: "(")
        let operatorName = String(call[0])
        let arguments = call[1].split(separator: ",").map { $0.drop { $0 == " " } }
        var settings: [Substring: Int] = [:]
        for setting in parts[1].drop(while: { $0 != ")" }).dropFirst().split(separator: " ") {
            let sides = setting.split(separator: "=")
            let value: Int = try #require(Int(sides[1]))
            settings[sides[0]] = value
        }
        let inputs = try inputs(operatorName, arguments, settings)
        let description = OperatorDescription(
            name: operatorName, opset: 20, inputCount: inputs.count, outputCount: 1,
            attributes: attributes(operatorName, settings))
        let output = graph.add(Value(name: String(name), type: TensorType(.float32, nil)))
        try graph.add(
            Node(
                name: String(name), operatorName: operatorName, operation: try Operators.make(description),
                inputs: inputs, outputs: [output]))
        // Later statements need the shape of this one.
        _ = try graph.infer()
        values[name] = output
        return output
    }

    private mutating func inputs(
        _ operatorName: String, _ arguments: [Substring], _ settings: [Substring: Int]
    ) throws -> [Value.ID] {
        var inputs: [Value.ID] = []
        for argument in arguments {
            if let value = values[argument] {
                inputs.append(value)
            } else if argument.hasPrefix("$") {
                inputs.append(constant(argument.dropFirst().split(separator: "x").compactMap { Int($0) }))
            } else {
                let number = try #require(Double(argument))
                inputs += try operands(operatorName, number, inputs[0], settings)
            }
        }
        if operatorName == "BatchNormalization" {
            let channels = try #require(graph[inputs[0]].type.fixedShape)[1]
            for _ in 0..<4 { inputs.append(constant([channels])) }
        }
        return inputs
    }

    /// The constants that a number stands for.
    private mutating func operands(
        _ operatorName: String, _ number: Double, _ data: Value.ID, _ settings: [Substring: Int]
    ) throws -> [Value.ID] {
        switch operatorName {
        case "Conv":
            let channels = try #require(graph[data].type.fixedShape)[1]
            let kernel = settings["kernel"] ?? 1
            return [constant([Int(number), channels / (settings["groups"] ?? 1), kernel, kernel])]
        case "Pad":
            let pads = [0, 0, number, number, 0, 0, number, number]
            return [
                graph.add(
                    Value(
                        name: "pads", type: TensorType(.int64, [8]),
                        elements: .integers(pads.map { .fixed(Int($0)) }), isConstant: true))
            ]
        default:
            return [constant([], [number])]
        }
    }

    private func attributes(
        _ operatorName: String, _ settings: [Substring: Int]
    ) -> [OperatorDescription.Attribute] {
        var result: [OperatorDescription.Attribute] = []
        for (name, number) in settings.sorted(by: { $0.key < $1.key }) {
            switch name {
            case "kernel": result.append(.init("kernel_shape", .integers([number, number])))
            case "groups": result.append(.init("group", .integer(number)))
            case "pads": result.append(.init("pads", .integers([number, number, number, number])))
            case "strides", "dilations": result.append(.init(String(name), .integers([number, number])))
            default: result.append(.init(String(name), .integer(number)))
            }
        }
        switch operatorName {
        case "Concat" where settings["axis"] == nil: result.append(.init("axis", .integer(1)))
        case "HardSigmoid": result.append(.init("alpha", .real(1.0 / 6)))
        default: break
        }
        return result
    }
}
