import GraphIR
import Testing

/// Graphs in the words of a ruleset's examples: `a = Conv(x, 64) kernel=3 pads=1; b = Relu(a)` over an input `x`.
///
/// An argument is a value, `$8x4` for constant weights of that shape, `#1x8x4` for a constant list of integers, or a
/// number: the filters of a Conv, the bounds of a Clip, the padding of a Pad on each side of height and width. A setting
/// is a number, or a list such as `perm=0x2x3x1`. The last statement's value is the graph's output.
struct GraphText {
    private var graph = Graph(name: "example")
    private var values: [Substring: Value.ID] = [:]

    /// An inferred graph.
    static func graph(_ text: String, input: String) throws -> Graph {
        var builder = GraphText()
        builder.addInput(Self.list(input[...]))
        var last: Value.ID?
        for statement in text.split(separator: ";") { last = try builder.add(statement) }
        builder.graph.outputs = [try #require(last)]
        _ = try builder.graph.infer()
        return builder.graph
    }

    /// The numbers of `0x2x3x1`.
    private static func list(_ text: Substring) -> [Int] { text.split(separator: "x").compactMap { Int($0) } }

    private mutating func addInput(_ shape: [Int]) {
        let input = graph.add(Value(name: "x", type: TensorType(.float32, TensorShape(fixed: shape))))
        graph.inputs = [input]
        values["x"] = input
    }

    private mutating func constant(_ shape: [Int], _ elements: [Double]? = nil) -> Value.ID {
        graph.add(
            Value(
                name: "constant", type: TensorType(.float32, TensorShape(fixed: shape)),
                elements: elements.map(Elements.reals), isConstant: true))
    }

    private mutating func integers(_ list: [Int]) -> Value.ID {
        graph.add(
            Value(
                name: "integers", type: TensorType(.int64, [.fixed(list.count)]),
                elements: .integers(list.map(Dimension.fixed)), isConstant: true))
    }

    private mutating func add(_ statement: Substring) throws -> Value.ID {
        let parts = statement.split(separator: "=", maxSplits: 1).map { $0.drop { $0 == " " } }
        let name = parts[0].prefix { $0 != " " }
        let call = parts[1].prefix { $0 != ")" }.split(separator: "(")
        let operatorName = String(call[0])
        let arguments = call[1].split(separator: ",").map { $0.drop { $0 == " " } }
        var settings: [Substring: [Int]] = [:]
        for setting in parts[1].drop(while: { $0 != ")" }).dropFirst().split(separator: " ") {
            let sides = setting.split(separator: "=")
            settings[sides[0]] = Self.list(sides[1])
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
        _ operatorName: String, _ arguments: [Substring], _ settings: [Substring: [Int]]
    ) throws -> [Value.ID] {
        var inputs: [Value.ID] = []
        for argument in arguments {
            if let value = values[argument] {
                inputs.append(value)
            } else if argument.hasPrefix("$") {
                inputs.append(constant(Self.list(argument.dropFirst())))
            } else if argument.hasPrefix("#") {
                inputs.append(integers(Self.list(argument.dropFirst())))
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
        _ operatorName: String, _ number: Double, _ data: Value.ID, _ settings: [Substring: [Int]]
    ) throws -> [Value.ID] {
        switch operatorName {
        case "Conv":
            let channels = try #require(graph[data].type.fixedShape)[1]
            let kernel = settings["kernel"]?[0] ?? 1
            return [constant([Int(number), channels / (settings["groups"]?[0] ?? 1), kernel, kernel])]
        case "Pad":
            let pad = Int(number)
            return [integers([0, 0, pad, pad, 0, 0, pad, pad])]
        default:
            return [constant([], [number])]
        }
    }

    private func attributes(
        _ operatorName: String, _ settings: [Substring: [Int]]
    ) -> [OperatorDescription.Attribute] {
        var result: [OperatorDescription.Attribute] = []
        for (name, list) in settings.sorted(by: { $0.key < $1.key }) {
            switch name {
            case "kernel": result.append(.init("kernel_shape", .integers([list[0], list[0]])))
            case "groups": result.append(.init("group", .integer(list[0])))
            case "pads": result.append(.init("pads", .integers(Array(repeating: list[0], count: 4))))
            case "strides", "dilations": result.append(.init(String(name), .integers([list[0], list[0]])))
            case "axes", "perm": result.append(.init(String(name), .integers(list)))
            default: result.append(.init(String(name), .integer(list[0])))
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
