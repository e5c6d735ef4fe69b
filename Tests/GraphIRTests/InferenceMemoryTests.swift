import Testing

@testable import GraphIR

/// What inference remembers of one graph never changes what it finds in another.
@Suite struct InferenceMemoryTests {
    /// A node's operator, and what nodes that call it read, one after the other.
    struct Case: CustomTestStringConvertible, Sendable {
        var name: String
        var attributes: [OperatorDescription.Attribute] = []
        var inputs: [[Operand?]]

        var testDescription: String { name }
    }

    private static let cases = [
        Case(
            name: "Conv", attributes: [.init("strides", .integers([2, 2]))],
            inputs: [
                [image(1, 8, 9, 9), weights(4, 8, 3, 3)],
                [image(1, 8, 9, 9), weights(4, 8, 5, 5)],
                [image(1, 8, 9, 9), weights(4, 8, 3, 3), weights(4)],
                [image(1, 8, 9, 7), weights(4, 8, 3, 3)],
                [image(1, 8, .unknown, 9), weights(4, 8, 3, 3)],
                [image(.symbolic("n"), 8, 9, 9), weights(4, 8, 3, 3)],
                [image(0, 8, 9, 9), weights(4, 8, 3, 3)],
                [image(1, 8, 9, 9), image(4, 8, 3, 3)],
            ]),
        Case(
            name: "Relu",
            inputs: [
                [image(1, 8)], [weights(1, 8)], [Operand(TensorType(.float16, [1, 8]))],
                [Operand(TensorType(.float32, [1, 8], container: .optional))],
                [image(1, 2, 3, 4, 5, 6, 7, 8, 9)], [image(1, 2, 3, 4, 5, 6, 7, 8)], [image(1, 8, 0)],
                [Operand(TensorType(.float32, nil))], [image()],
            ]),
        Case(
            name: "Reshape",
            inputs: [[4, 3], [3, 4], [2, -1], [12]].map { target in
                [image(2, 6), list(target.map { .fixed($0) })]
            } + [[image(2, 6), Operand(TensorType(.int64, [2]))], [image(2, 6), list([.unknown, 4])]]),
        Case(
            name: "Upsample",
            inputs: [2, 3].map { scale in
                [
                    image(1, 3, 4, 4),
                    Operand(TensorType(.float32, [4]), elements: .reals([1, 1, scale, scale]), isConstant: true),
                ]
            }),
        Case(
            name: "Add",
            inputs: [
                [list([1, 2]), list([3, 4])], [list([1, 2]), Operand(TensorType(.int64, [2]))],
                [list([.symbolic("n")]), list([3])], [image(2), weights(2)], [weights(2), weights(2)],
            ]),
        Case(name: "RandomNormalLike", inputs: [[weights(2, 3)], [image(2, 3)], [weights(3, 2)]]),
        Case(
            name: "Concat", attributes: [.init("axis", .integer(1))],
            inputs: (1...5).map { count in
                Array(repeating: image(2, 3), count: count)
            }),
    ]

    private static func image(_ axes: Dimension...) -> Operand { Operand(TensorType(.float32, TensorShape(axes))) }

    private static func weights(_ axes: Dimension...) -> Operand {
        Operand(TensorType(.float32, TensorShape(axes)), isConstant: true)
    }

    private static func list(_ integers: [Dimension]) -> Operand {
        Operand(TensorType(.int64, [.fixed(integers.count)]), elements: .integers(integers), isConstant: true)
    }

    /// A graph of one node.
    private static func graph(_ call: OperatorCall, _ operands: [Operand?]) throws -> Graph {
        var graph = Graph()
        var inputs = ValueList()
        for operand in operands {
            inputs.append(
                operand.map { operand in
                    graph.add(
                        Value(
                            name: "x", type: operand.type, elements: operand.elements, isConstant: operand.isConstant))
                })
        }
        let output = graph.addValue(Name("y"))
        try graph.add(Node(Name("n"), call, inputs: inputs, outputs: [output]))
        return graph
    }

    private static func call(_ given: Case, inputCount: Int) throws -> OperatorCall {
        let description = OperatorDescription(
            name: given.name, opset: given.name == "Upsample" ? 9 : 17, inputCount: inputCount, outputCount: 1,
            attributes: given.attributes)
        return OperatorCall(
            operatorName: given.name, operation: try Operators.make(description), attributes: given.attributes)
    }

    @Test(arguments: cases)
    func findsWhatAFreshInferenceDoes(of given: Case) throws {
        let call = try Self.call(given, inputCount: given.inputs[0].count)
        var memory = InferenceMemory()
        // The second time of each what the first left in the memory.
        for operands in given.inputs + given.inputs {
            var graph = try Self.graph(call, operands)
            var fresh = graph
            let diagnostics = try graph.infer(remembering: &memory)
            let freshDiagnostics = try fresh.infer()
            #expect(diagnostics == freshDiagnostics)
            let (output, expected) = (graph.values[operands.count], fresh.values[operands.count])
            #expect(output.type == expected.type)
            #expect(output.elements == expected.elements)
            #expect(output.isConstant == expected.isConstant)
            #expect(graph.cost(ofNode: 0) == fresh.cost(ofNode: 0))
        }
    }

    @Test func knowsANodeAgain() throws {
        let convolution = Self.cases[0]
        let call = try Self.call(convolution, inputCount: 2)
        var memory = InferenceMemory()
        var graph = try Self.graph(call, convolution.inputs[0])
        let isKnownAtFirst = graph.recall(0, from: memory)
        #expect(!isKnownAtFirst)
        _ = try graph.infer(remembering: &memory)
        var equal = try Self.graph(call, convolution.inputs[0])
        let isKnownAgain = equal.recall(0, from: memory)
        #expect(isKnownAgain)
        var other = try Self.graph(Self.call(convolution, inputCount: 2), convolution.inputs[0])
        let isOtherKnown = other.recall(0, from: memory)
        #expect(!isOtherKnown)
    }

    @Test func staysBounded() throws {
        let call = try Self.call(Self.cases[1], inputCount: 1)
        var memory = InferenceMemory()
        for extent in 1...40_000 {
            var graph = try Self.graph(call, [Self.image(.fixed(extent), 8)])
            _ = try graph.infer(remembering: &memory)
            #expect(graph.values[1].type.shape == [.fixed(extent), 8])
        }
        #expect(memory.count <= InferenceMemory.capacity)
    }
}
