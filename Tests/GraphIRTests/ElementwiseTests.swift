import GraphIR
import Testing

@Suite struct ElementwiseTests {
    static let unary: [OperatorCase] = [
        .init("any shape", "Relu", [:], [.data("float32 Nx?x3")], ["float32 Nx?x3"], macs: 0),
        .init("unknown rank", "Sigmoid", [:], [.data("float32 of unknown rank")], ["float32 of unknown rank"]),
        .init("no input", "Relu", [:], [nil], error: "input 0: expected data, found none"),
        .init("integers", "Neg", [:], [.list(1, -2, .min)], elements: "-1 2 ?"),
        .init("a symbol is not negative", "Abs", [:], [.extents(.symbolic("N"), -3)], elements: "N 3"),
        .init("half to even", "Round", [:], [.reals(0.5, 1.5, -2.5)], elements: "0.0 2.0 -2.0"),
        .init("downwards", "Floor", [:], [.reals(1.9, -1.1)], elements: "1.0 -2.0"),
        .init("upwards", "Ceil", [:], [.reals(1.1)], elements: "2.0"),
        .init("root", "Sqrt", [:], [.reals(64)], elements: "8.0"),
        .init("truth", "Not", [:], [.tensor("bool 2", [0, 1])], ["bool 2"], elements: "1 0"),
        .init("passes all on", "Identity", [:], [.extents(.symbolic("N"), .unknown)], elements: "N ?"),
        .init("Booleans", "IsNaN", [:], [.data("float32 3")], ["bool 3"]),
        .init("passes all on in inference", "Dropout", [:], [.list(4)], ["int64 1", "bool 1"], elements: "4"),
        .init(
            "a mask as the data before opset 10", "Dropout", opset: 9, [:], [.data("float32 2")],
            ["float32 2", "float32 2"]),
        .init(
            "a slope per channel", "PRelu", [:], [.data("float32 1x8x4x4"), .weights("float32 8x1x1")],
            ["float32 1x8x4x4"], parameters: 8),
        .init(
            "towards zero", "Cast", ["to": .integer(7)], [.reals(1.9, -1.9, .infinity)], ["int64 3"], elements: "1 -1 ?"
        ),
        .init("to Booleans", "Cast", ["to": .integer(9)], [.list(0, 5)], ["bool 2"], elements: "0 1"),
        .init("to a narrower type", "Cast", ["to": .integer(3)], [.list(127, 128)], ["int8 2"], elements: "127 ?"),
        .init("to reals", "Cast", ["to": .integer(1)], [.list(3)], ["float32 1"], elements: "3.0"),
        .init(
            "to half precision", "Cast", ["to": .integer(10)], [.reals(0.1)], ["float16 1"], elements: "0.0999755859375"
        ),
        .init(
            "to a precision that is not followed", "Cast", ["to": .integer(19)], [.reals(0.1)], ["float8e5m2 1"],
            elements: "none"),
        .init("a symbol stays", "Cast", ["to": .integer(6)], [.extents(.symbolic("N"))], ["int32 1"], elements: "N"),
        .init("a name of opset 1", "Cast", opset: 1, ["to": .string("INT64")], [.data("float32 1")], ["int64 1"]),
        .init("a type of the future", "Cast", ["to": .integer(99)], [.data("float32 1")], ["unknown 1"]),
        .init("like another", "CastLike", [:], [.data("float32 1"), .data("float16 3")], ["float16 1"]),
        .init("bounds as inputs", "Clip", [:], [.list(-3, 3, 9), .scalar(0), .scalar(6)], elements: "0 3 6"),
        .init("bounds as attributes", "Clip", opset: 6, ["max": .real(6)], [.reals(7)], elements: "6.0"),
        .init(
            "a string for a bound", "Clip", opset: 6, ["max": .string("6")], [.reals(7)],
            error: "attribute \"max\": expected a float, found a string"),
    ]

    static let broadcasting: [OperatorCase] = [
        .init(
            "a bias", "Add", [:], [.data("float32 Nx64x7x7"), .weights("float32 64x1x1")], ["float32 Nx64x7x7"],
            macs: 0, parameters: 0),
        .init("a symbol beside 1 stays", "Mul", [:], [.data("float32 Nx1"), .data("float32 1xM")], ["float32 NxM"]),
        .init("a number beside a symbol holds", "Mul", [:], [.data("float32 N"), .data("float32 5")], ["float32 5"]),
        .init("two symbols", "Sub", [:], [.data("float32 N"), .data("float32 M")], ["float32 ?"]),
        .init("an extent of 0", "Sub", [:], [.data("float32 0"), .data("float32 1")], ["float32 0"]),
        .init(
            "unknown rank", "Sub", [:], [.data("float32 0"), .data("float32 of unknown rank")],
            ["float32 of unknown rank"]),
        .init(
            "any number", "Max", [:], [.data("float32 2x1"), .data("float32 3"), .data("float32 1x1x1")],
            ["float32 1x2x3"]),
        .init("Booleans", "Less", [:], [.data("float32 2"), .data("float32 2")], ["bool 2"]),
        .init(
            "shapes that do not broadcast", "Add", [:], [.data("float32 2x3"), .data("float32 4x3")],
            error: "input 1: expected 1 or 2 along axis 0, found 4"),
        .init(
            "from an axis on, before opset 7", "Add", opset: 6, ["axis": .integer(1), "broadcast": .integer(1)],
            [.data("float32 2x3x4"), .data("float32 3")], ["float32 2x3x4"]),
        .init("a symbol and 0", "Add", [:], [.extents(.symbolic("N"), 3), .list(0, 4)], elements: "N 7"),
        .init("more than fits", "Add", [:], [.list(.max), .list(1)], elements: "?"),
        .init(
            "more than 32 bits", "Mul", [:], [.tensor("int32 1", [1 << 20]), .tensor("int32 1", [1 << 20])],
            elements: "?"),
        .init("a symbol less itself", "Sub", [:], [.extents(.symbolic("N")), .extents(.symbolic("N"))], elements: "0"),
        .init("by 1 and by 0", "Mul", [:], [.extents(.symbolic("N"), .unknown), .list(1, 0)], elements: "N 0"),
        .init("rounds towards zero", "Div", [:], [.list(7, -7, 7), .list(2, 2, 0)], elements: "3 -3 ?"),
        .init("the least by -1", "Div", [:], [.list(.min), .list(-1)], elements: "?"),
        .init("reals in single precision", "Div", [:], [.reals(1), .reals(3)], elements: "\(Double(Float(1) / 3))"),
        .init("the divisor's sign", "Mod", [:], [.list(-7, 7, 6), .list(3, -3, 0)], elements: "2 -2 ?"),
        .init("the dividend's sign", "Mod", ["fmod": .integer(1)], [.list(-7, 7), .list(3, -3)], elements: "-1 1"),
        .init("integers", "Pow", [:], [.list(2, 10, 2, 3), .list(10, 40, -1, 0)], elements: "1024 ? ? 1"),
        .init("reals", "Pow", [:], [.reals(9), .reals(0.5)], elements: "3.0"),
        .init("a scalar beside a list", "Max", [:], [.list(1, 5), .scalar(3)], elements: "3 5"),
        .init("a symbol is at least 0", "Max", [:], [.extents(.symbolic("N")), .list(-1)], elements: "N"),
        .init(
            "a symbol is no -1", "Equal", [:], [.extents(.symbolic("N"), .unknown, -1), .list(-1)], elements: "0 ? 1"),
        .init("at least", "GreaterOrEqual", [:], [.list(1, 2, 3), .scalar(2)], elements: "0 1 1"),
        .init("at most", "LessOrEqual", [:], [.list(1, 2, 3), .scalar(2)], elements: "1 1 0"),
        .init("reals compared", "Greater", [:], [.reals(1, 2), .reals(1.5)], elements: "0 1"),
        .init(
            "false with anything", "And", [:], [.extents(0, 1, 1), .extents(.unknown, .unknown, 1)], elements: "0 ? 1"),
        .init(
            "true with anything", "Or", [:], [.extents(0, 1, 0), .extents(.unknown, .unknown, 0)], elements: "? 1 0"),
        .init("either", "Xor", [:], [.list(0, 1), .scalar(1)], elements: "1 0"),
        .init("bits", "BitwiseAnd", [:], [.list(6), .list(3)], elements: "2"),
        .init(
            "elements of another count than the shape", "Add", [:], [.tensor("int64 3", [1]), .list(1, 2, 3)],
            elements: "none"),
        .init(
            "chooses", "Where", [:], [.tensor("bool 3", [1, 0, 1]), .extents(.symbolic("N"), 2, 3), .scalar(9)],
            ["int64 3"], elements: "N 9 3"),
        .init(
            "an unknown choice between equals", "Where", [:], [.extents(.unknown, .unknown), .list(1, 2), .list(1, 3)],
            elements: "1 ?"),
        .init(
            "three shapes", "Where", [:], [.data("bool Nx1"), .data("float32 scalar"), .data("float32 4")],
            ["float32 Nx4"]),
    ]

    @Test(arguments: unary + broadcasting) func holds(_ example: OperatorCase) throws { try example.check() }

    @Test func clipTellsItsBoundsWhereverTheyStand() throws {
        let attributes = try Clip(
            .init(
                name: "Clip", opset: 6, inputCount: 1, outputCount: 1,
                attributes: [.init("min", .real(0)), .init("max", .real(6))]))
        #expect(attributes.bounds(for: Operands([.data("float32 1")])) == 0...6)
        let inputs = try Clip(.init(name: "Clip", opset: 13, inputCount: 3, outputCount: 1))
        #expect(inputs.bounds(for: Operands([.data("float32 1"), .real(0), .real(6)])) == 0...6)
        #expect(inputs.bounds(for: Operands([.data("float32 1"), nil, .real(6)])) == -.infinity...6)
        #expect(inputs.bounds(for: Operands([.data("float32 1"), .data("float32 scalar")])) == nil)
    }

    @Test func activationsHaveTheirDefaults() throws {
        func activation(_ name: String) throws -> ElementwiseUnary? {
            try Operators.make(.init(name: name, opset: 20, inputCount: 1, outputCount: 1)) as? ElementwiseUnary
        }
        #expect(try activation("LeakyRelu")?.alpha == 0.01)
        #expect(try activation("HardSigmoid")?.alpha == 0.2)
        #expect(try activation("HardSigmoid")?.beta == 0.5)
        #expect(try activation("Relu")?.alpha == nil)
        #expect(try activation("Gelu")?.isApproximate == false)
    }
}
