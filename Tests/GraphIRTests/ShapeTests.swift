import GraphIR
import Testing

@Suite struct ShapeTests {
    static let reshapes: [OperatorCase] = [
        .init("what is left", "Reshape", [:], [.data("float32 2x3x4"), .list(-1, 4)], ["float32 6x4"], macs: 0),
        .init("a copied extent", "Reshape", [:], [.data("float32 Nx3x4"), .list(0, -1)], ["float32 Nx12"]),
        .init("an unknown extent copied", "Reshape", [:], [.data("float32 ?x3x4"), .list(0, -1)], ["float32 ?x12"]),
        .init(
            "a symbol in both shapes", "Reshape", [:], [.data("float32 Nx3x4"), .extents(.symbolic("N"), -1)],
            ["float32 Nx12"]),
        .init("the symbol that is left", "Reshape", [:], [.data("float32 Nx3x4"), .list(-1, 12)], ["float32 Nx12"]),
        .init(
            "an unknown element that must be what is left", "Reshape", [:],
            [.data("float32 2x12"), .extents(.unknown, 4)], ["float32 6x4"]),
        .init(
            "a symbol that must be what is left", "Reshape", [:], [.data("float32 2x12"), .extents(.symbolic("M"), 4)],
            ["float32 6x4"]),
        .init("a multiple of a symbol", "Reshape", [:], [.data("float32 Nx12"), .list(-1, 4)], ["float32 ?x4"]),
        .init("two open extents", "Reshape", [:], [.data("float32 6"), .extents(.unknown, -1)], ["float32 ?x?"]),
        .init("unknown rank", "Reshape", [:], [.data("float32 of unknown rank"), .list(0, -1, 4)], ["float32 ?x?x4"]),
        .init("a target of known length", "Reshape", [:], [.data("float32 6"), .data("int64 3")], ["float32 ?x?x?"]),
        .init(
            "a target of unknown length", "Reshape", [:], [.data("float32 6"), .data("int64 ?")],
            ["float32 of unknown rank"]),
        .init("to a scalar", "Reshape", [:], [.data("float32 1x1"), .list()], ["float32 scalar"]),
        .init(
            "0 means 0", "Reshape", ["allowzero": .integer(1)], [.data("float32 0x3"), .list(3, 0)], ["float32 3x0"]),
        .init(
            "nothing left to tell -1 by", "Reshape", ["allowzero": .integer(1)], [.data("float32 0x3"), .list(0, -1)],
            ["float32 0x?"]),
        .init(
            "an attribute, before opset 5", "Reshape", opset: 1, ["shape": .integers([3, -1])], [.data("float32 6")],
            ["float32 3x2"]),
        .init(
            "elements pass through", "Reshape", [:], [.extents(.symbolic("N"), 2), .list(2, 1)], ["int64 2x1"],
            elements: "N 2"),
        .init(
            "another number of elements", "Reshape", [:], [.data("float32 2x3"), .list(2, 4)],
            error: "input 0: expected 8 elements for 2x4, found 6"),
        .init(
            "no whole number left", "Reshape", [:], [.data("float32 2x3"), .list(4, -1)],
            error: "input 0: expected a multiple of 4 elements for 4x-1, found 6"),
        .init(
            "two -1", "Reshape", [:], [.data("float32 2x3"), .list(-1, -1)],
            error: "input 1: expected extents of 0 or more and one -1, found -1x-1"),
        .init(
            "a 0 past the data's axes", "Reshape", [:], [.data("float32 2x3"), .list(2, 3, 0)],
            error: "input 1: expected a 0 only for an axis of the data, found it at axis 2"),
        .init("no target", "Reshape", [:], [.data("float32 2x3")], error: "input 1: expected a shape, found none"),
        .init("images to rows", "Flatten", [:], [.data("float32 Nx64x7x7")], ["float32 Nx3136"]),
        .init("from the back", "Flatten", ["axis": .integer(-1)], [.data("float32 2x3x4")], ["float32 6x4"]),
        .init("a scalar", "Flatten", ["axis": .integer(0)], [.data("float32 scalar")], ["float32 1x1"]),
        .init("unknown rank", "Flatten", [:], [.data("float32 of unknown rank")], ["float32 ?x?"]),
        .init(
            "an axis out of range", "Flatten", ["axis": .integer(3)], [.data("float32 2x3")],
            error: "attribute \"axis\": expected an axis from -2 to 2, found 3"),
        .init("axes as an input", "Squeeze", [:], [.data("float32 Nx1x3x1"), .list(1, -1)], ["float32 Nx3"]),
        .init(
            "axes as an attribute", "Squeeze", opset: 11, ["axes": .integers([1])], [.data("float32 Nx1x3")],
            ["float32 Nx3"]),
        .init("no axes", "Squeeze", [:], [.data("float32 1x3x1")], ["float32 3"]),
        .init("no axes, an open extent", "Squeeze", [:], [.data("float32 1xN")], ["float32 of unknown rank"]),
        .init(
            "axes of which only the number is known", "Squeeze", [:], [.data("float32 1xN"), .data("int64 1")],
            ["float32 ?"]),
        .init(
            "an extent other than 1", "Squeeze", [:], [.data("float32 2x3"), .list(0)],
            error: "input 0: expected 1 along axis 0, found 2"),
        .init("axes of the output", "Unsqueeze", [:], [.data("float32 Nx3"), .list(-1, 1)], ["float32 Nx1x3x1"]),
        .init(
            "elements pass through", "Unsqueeze", opset: 11, ["axes": .integers([0])],
            [Operand("int64 scalar", elements: .integers([.symbolic("N")]))], ["int64 1"], elements: "N"),
        .init(
            "an axis twice", "Unsqueeze", [:], [.data("float32 3"), .list(0, 0)],
            error: "input 1: expected each axis once, found 0 again"),
        .init("no axes", "Unsqueeze", [:], [.data("float32 3")], error: "input 1: expected axes, found none"),
        .init(
            "a permutation", "Transpose", ["perm": .integers([0, 2, 1])], [.data("float32 Nx3x4")], ["float32 Nx4x3"]),
        .init("reversed", "Transpose", [:], [.data("float32 Nx3x4")], ["float32 4x3xN"]),
        .init(
            "elements", "Transpose", [:], [.tensor("int64 2x3", [1, 2, 3, 4, 5, 6])], ["int64 3x2"],
            elements: "1 4 2 5 3 6"),
        .init(
            "no permutation", "Transpose", ["perm": .integers([0, 3])], [.data("float32 2x3")],
            error: "attribute \"perm\": expected each axis from 0 to 1 once, found [0, 3]"),
        .init(
            "one for another rank", "Transpose", ["perm": .integers([1, 0])], [.data("float32 2x3x4")],
            error: "attribute \"perm\": expected 3 axes, found 2"),
    ]

    static let extents: [OperatorCase] = [
        .init("all axes", "Shape", [:], [.data("float32 Nx3x?")], ["int64 3"], elements: "N 3 ?"),
        .init(
            "some", "Shape", ["start": .integer(-2), "end": .integer(2)], [.data("float32 Nx3x4")], ["int64 1"],
            elements: "3"),
        .init("none", "Shape", ["start": .integer(9)], [.data("float32 Nx3x4")], ["int64 0"], elements: ""),
        .init("unknown rank", "Shape", [:], [.data("float32 of unknown rank")], ["int64 ?"], elements: "none"),
        .init("a number", "Size", [:], [.data("float32 2x3")], ["int64 scalar"], elements: "6"),
        .init("an open extent", "Size", [:], [.data("float32 Nx3")], ["int64 scalar"], elements: "?"),
        .init("a tensor", "Constant", ["value": .tensor(.list(1, 2))], [], ["int64 2"], elements: "1 2"),
        .init("integers", "Constant", ["value_ints": .integers([1, 2])], [], ["int64 2"], elements: "1 2"),
        .init("a float", "Constant", ["value_float": .real(0.5)], [], ["float32 scalar"], elements: "0.5"),
        .init("strings", "Constant", ["value_strings": .strings(["a"])], [], ["string 1"], elements: "none"),
        .init("nothing", "Constant", [:], [], error: "attribute \"value\": expected a tensor, found none"),
        .init("zeros by default", "ConstantOfShape", [:], [.list(2)], ["float32 2"], elements: "0.0 0.0"),
        .init(
            "a value", "ConstantOfShape", ["value": .tensor(.list(-1))], [.extents(3)], ["int64 3"],
            elements: "-1 -1 -1"),
        .init("a symbol", "ConstantOfShape", [:], [.extents(.symbolic("N"), 3)], ["float32 Nx3"], elements: "none"),
        .init("more than are followed", "ConstantOfShape", [:], [.list(4097)], ["float32 4097"], elements: "none"),
        .init(
            "a negative extent", "ConstantOfShape", [:], [.list(-1)],
            error: "input 0: expected extents of 0 or more, found -1"),
        .init("upwards", "Range", [:], [.scalar(2), .scalar(9), .scalar(3)], ["int64 3"], elements: "2 5 8"),
        .init("downwards", "Range", [:], [.scalar(3), .scalar(0), .scalar(-1)], ["int64 3"], elements: "3 2 1"),
        .init("none", "Range", [:], [.scalar(3), .scalar(0), .scalar(1)], ["int64 0"], elements: ""),
        .init(
            "to a symbol", "Range", [:], [.scalar(0), .extents(.symbolic("N")), .scalar(1)], ["int64 N"],
            elements: "none"),
        .init("reals", "Range", [:], [.real(0), .real(1), .real(0.25)], ["float32 4"], elements: "0.0 0.25 0.5 0.75"),
        .init(
            "as far as integers go", "Range", [:], [.scalar(.min), .scalar(.max), .scalar(1)], ["int64 ?"],
            elements: "none"),
        .init(
            "no step", "Range", [:], [.scalar(0), .scalar(1), .scalar(0)],
            error: "input 2: expected a delta other than 0, found 0"),
        .init("along axes of 1", "Expand", [:], [.data("float32 3x1"), .list(2, 1, 6)], ["float32 2x3x6"]),
        .init("a symbol", "Expand", [:], [.data("float32 1x3"), .extents(.symbolic("N"), 1)], ["float32 Nx3"]),
        .init("elements", "Expand", [:], [.list(1, 2), .list(2, 2)], ["int64 2x2"], elements: "1 2 1 2"),
        .init(
            "a shape that does not broadcast", "Expand", [:], [.data("float32 3"), .list(2)],
            error: "input 1: expected 1 or 3 along axis 0, found 2"),
        .init("repeats", "Tile", [:], [.data("float32 Nx3"), .list(1, 2)], ["float32 Nx6"]),
        .init("elements", "Tile", [:], [.list(1, 2), .list(2)], ["int64 4"], elements: "1 2 1 2"),
        .init(
            "elements along two axes", "Tile", [:], [.tensor("int64 2x1", [1, 2]), .list(2, 2)],
            elements: "1 1 2 2 1 1 2 2"),
        .init(
            "too few repeats", "Tile", [:], [.data("float32 2x3"), .list(2)],
            error: "input 1: expected 2 integers, found 1"),
    ]

    static let parts: [OperatorCase] = [
        .init(
            "channels", "Concat", ["axis": .integer(1)], [.data("float32 Nx32x7x7"), .data("float32 ?x16x7x?")],
            ["float32 Nx48x7x7"]),
        .init(
            "a symbol and nothing", "Concat", ["axis": .integer(0)], [.data("float32 N"), .data("float32 0")],
            ["float32 N"]),
        .init(
            "shapes", "Concat", ["axis": .integer(0)], [.extents(.symbolic("N")), .list(-1, 4), .data("int64 1")],
            ["int64 4"], elements: "N -1 4 ?"),
        .init(
            "by columns", "Concat", ["axis": .integer(-1)],
            [.tensor("int64 2x1", [1, 2]), .tensor("int64 2x2", [3, 4, 5, 6])], ["int64 2x3"], elements: "1 3 4 2 5 6"),
        .init(
            "an input of unknown rank", "Concat", ["axis": .integer(1)],
            [.data("float32 2x3"), .data("float32 of unknown rank")], ["float32 2x?"]),
        .init(
            "extents that differ", "Concat", ["axis": .integer(1)], [.data("float32 2x3"), .data("float32 4x3")],
            error: "input 1: expected 2 along axis 0, found 4"),
        .init(
            "ranks that differ", "Concat", ["axis": .integer(1)], [.data("float32 2x3"), .data("float32 2x3x1")],
            error: "input 1: expected rank 2, found 3"),
        .init(
            "no axis", "Concat", [:], [.data("float32 2x3")],
            error: "attribute \"axis\": expected an integer, found none"),
        .init(
            "equal parts", "Split", ["axis": .integer(1)], [.data("float32 Nx6x2")], ["float32 Nx3x2", "float32 Nx3x2"]),
        .init(
            "sizes as an input", "Split", [:], [.list(1, 2, 3), .list(1, 2)], ["int64 1", "int64 2"], elements: "1"),
        .init(
            "sizes as an attribute", "Split", opset: 11, ["split": .integers([1, 2])], [.list(1, 2, 3)],
            ["int64 1", "int64 2"]),
        .init(
            "a smaller last part", "Split", ["num_outputs": .integer(3)], [.data("float32 7")],
            ["float32 3", "float32 3", "float32 1"]),
        .init("an open extent", "Split", [:], [.data("float32 N")], ["float32 ?", "float32 ?"]),
        .init(
            "sizes of another sum", "Split", [:], [.data("float32 4"), .list(1, 2)], ["", ""],
            error: "input 1: expected sizes that sum to 4, found 3"),
        .init(
            "parts that do not come out even", "Split", opset: 13, [:], [.data("float32 5")], ["", ""],
            error: "input 0: expected a multiple of 2 along axis 0, found 5"),
        .init("a range", "Slice", [:], [.data("float32 Nx10"), .list(2), .list(-1), .list(1)], ["float32 Nx7"]),
        .init("to the end", "Slice", [:], [.data("float32 Nx10"), .list(0, 1), .list(.max, .max)], ["float32 Nx9"]),
        .init(
            "backwards", "Slice", [:], [.list(1, 2, 3, 4), .list(-1), .list(.min), .list(0), .list(-2)], ["int64 2"],
            elements: "4 2"),
        .init(
            "all backwards", "Slice", [:], [.list(1, 2, 3), .list(5), .list(-9), .list(0), .list(-1)], elements: "3 2 1"
        ),
        .init(
            "the largest step", "Slice", [:], [.list(1, 2, 3), .list(0), .list(3), .list(0), .list(.max)], elements: "1"
        ),
        .init(
            "nothing of nothing", "Slice", [:], [.data("float32 0"), .list(-1), .list(.min), .list(0), .list(-1)],
            ["float32 0"]),
        .init(
            "two axes", "Slice", [:], [.tensor("int64 2x3", [1, 2, 3, 4, 5, 6]), .list(1, 1), .list(2, 3)],
            ["int64 1x2"], elements: "5 6"),
        .init(
            "attributes", "Slice", opset: 9, ["starts": .integers([1]), "ends": .integers([3])], [.data("float32 5x5")],
            ["float32 2x5"]),
        .init(
            "a shape with a symbol", "Slice", [:], [.extents(.symbolic("N"), 3, 8, 8), .list(0), .list(2)], ["int64 2"],
            elements: "N 3"),
        .init(
            "bounds that a run computes", "Slice", [:],
            [.data("float32 5x5"), .data("int64 1"), .data("int64 1"), .list(0)], ["float32 ?x5"]),
        .init(
            "axes that a run computes", "Slice", [:], [.data("float32 5x5"), .list(0), .list(1), .data("int64 1")],
            ["float32 ?x?"]),
        .init(
            "no step", "Slice", [:], [.data("float32 5"), .list(0), .list(1), .list(0), .list(0)],
            error: "input 4: expected a step other than 0, found 0"),
        .init(
            "too few ends", "Slice", [:], [.data("float32 5x5"), .list(0, 0), .list(1)],
            error: "input 2: expected 2 integers, found 1"),
        .init(
            "more starts than axes", "Slice", [:], [.data("float32 5"), .list(0, 0), .list(1, 1)],
            error: "input 1: expected at most 1 integers, found 2"),
        .init("no starts", "Slice", [:], [.data("float32 5")], error: "input 1: expected starts, found none"),
        .init(
            "both sides", "Pad", [:], [.data("float32 Nx3x8x8"), .list(0, 0, 1, 1, 0, 0, 2, 2)], ["float32 Nx3x11x11"]),
        .init("given axes", "Pad", [:], [.data("float32 Nx3x8x8"), .list(1, -2), nil, .list(-1)], ["float32 Nx3x8x7"]),
        .init(
            "attributes", "Pad", opset: 2, ["pads": .integers([0, 1, 0, 1])], [.data("float32 2x3")], ["float32 2x5"]),
        .init("pads that a run computes", "Pad", [:], [.data("float32 2x3"), .data("int64 4")], ["float32 ?x?"]),
        .init(
            "more taken than there is", "Pad", [:], [.data("float32 2"), .list(-1, -2)],
            error: "input 1: expected at least -2 along axis 0, found -3"),
        .init(
            "too few pads", "Pad", [:], [.data("float32 2x2"), .list(1, 1)],
            error: "input 1: expected 4 integers, found 2"),
        .init(
            "channels to blocks", "DepthToSpace", ["blocksize": .integer(2)], [.data("float32 Nx12x4x?")],
            ["float32 Nx3x8x?"]),
        .init(
            "blocks to channels", "SpaceToDepth", ["blocksize": .integer(2)], [.data("float32 Nx3x8x8")],
            ["float32 Nx12x4x4"]),
        .init(
            "channels that do not come out even", "DepthToSpace", ["blocksize": .integer(2)],
            [.data("float32 1x3x4x4")], error: "input 0: expected a multiple of 4 along axis 1, found 3"),
    ]

    static let resizes: [OperatorCase] = [
        .init("scales", "Resize", [:], [.data("float32 Nx3x7x7"), nil, .reals(1, 1, 2, 1.5)], ["float32 Nx3x14x10"]),
        .init(
            "sizes behind empty scales", "Resize", [:],
            [.data("float32 Nx3x7x7"), nil, .reals(), .extents(.symbolic("N"), 3, 14, 15)], ["float32 Nx3x14x15"]),
        .init(
            "given axes", "Resize", ["axes": .integers([3, 2])], [.data("float32 Nx3x7x7"), nil, nil, .list(10, 20)],
            ["float32 Nx3x20x10"]),
        .init(
            "not larger", "Resize", ["axes": .integers([2, 3]), "keep_aspect_ratio_policy": .string("not_larger")],
            [.data("float32 1x1x2x4"), nil, nil, .list(7, 8)], ["float32 1x1x4x8"]),
        .init(
            "not smaller", "Resize", ["axes": .integers([2, 3]), "keep_aspect_ratio_policy": .string("not_smaller")],
            [.data("float32 1x1x2x4"), nil, nil, .list(7, 8)], ["float32 1x1x7x14"]),
        .init(
            "scales as the second input", "Resize", opset: 10, [:], [.data("float32 1x1x2x4"), .reals(1, 1, 0.6, 0.6)],
            ["float32 1x1x1x2"]),
        .init(
            "scales that a run computes", "Resize", [:], [.data("float32 1x1x2x4"), nil, .data("float32 4")],
            ["float32 ?x?x?x?"]),
        .init(
            "too few scales", "Resize", [:], [.data("float32 1x1x2x4"), nil, .reals(2)],
            error: "input 2: expected 4 floats, found 1"),
        .init(
            "too few sizes", "Resize", [:], [.data("float32 1x1x2x4"), nil, nil, .list(2)],
            error: "input 3: expected 4 integers, found 1"),
        .init(
            "an attribute", "Upsample", opset: 7, ["scales": .reals([1, 1, 2, 2])], [.data("float32 1x1x2x4")],
            ["float32 1x1x4x8"]),
        .init(
            "an input", "Upsample", opset: 9, [:], [.data("float32 1x1x2x4"), .reals(1, 1, 2, 2)], ["float32 1x1x4x8"]),
    ]

    static let reductions: [OperatorCase] = [
        .init(
            "axes as an input", "ReduceMean", [:], [.data("float32 Nx64x7x7"), .list(2, -1)], ["float32 Nx64x1x1"],
            macs: 0),
        .init(
            "axes as an attribute", "ReduceMean", opset: 13, ["axes": .integers([1]), "keepdims": .integer(0)],
            [.data("float32 Nx64x7")], ["float32 Nx7"]),
        .init("all axes", "ReduceSum", [:], [.data("float32 Nx?")], ["float32 1x1"]),
        .init(
            "all axes, of unknown rank", "ReduceMax", ["keepdims": .integer(0)], [.data("float32 of unknown rank")],
            ["float32 of unknown rank"]),
        .init(
            "no axes at all", "ReduceSum", ["noop_with_empty_axes": .integer(1)], [.data("float32 Nx3"), .list()],
            ["float32 Nx3"]),
        .init("axes that a run computes", "ReduceSum", [:], [.data("float32 2x3"), .data("int64 1")], ["float32 ?x?"]),
        .init(
            "axes that a run computes, left out", "ReduceSum", ["keepdims": .integer(0)],
            [.data("float32 2x3"), .data("int64 1")], ["float32 ?"]),
        .init(
            "a product of extents", "ReduceProd", ["keepdims": .integer(0)], [.list(2, 3, 4)], ["int64 scalar"],
            elements: "24"),
        .init(
            "elements along an axis", "ReduceMax", [:], [.tensor("int64 2x2", [1, 5, 7, 2]), .list(0)], ["int64 1x2"],
            elements: "7 5"),
        .init(
            "a sum of columns", "ReduceSum", [:], [.tensor("int64 2x2", [1, 5, 7, 2]), .list(1)], ["int64 2x1"],
            elements: "6 9"),
        .init("a symbol alone", "ReduceProd", [:], [.extents(1, .symbolic("N"))], ["int64 1"], elements: "N"),
        .init("the least of none", "ReduceMin", [:], [.list()], ["int64 1"], elements: "none"),
        .init(
            "more zeros out of nothing than are followed", "ReduceSum", [:],
            [.tensor("int64 0x2147483647x24", []), .list(0)], ["int64 1x2147483647x24"], elements: "none"),
        .init(
            "an axis out of range", "ReduceSum", [:], [.data("float32 2x3"), .list(2)],
            error: "input 1: expected an axis from -2 to 1, found 2"),
        .init(
            "an axis twice", "ReduceSum", [:], [.data("float32 2x3"), .list(1, -1)],
            error: "input 1: expected each axis once, found -1 again"),
        .init(
            "the places of the greatest", "ArgMax", ["axis": .integer(-1), "keepdims": .integer(0)],
            [.data("float32 Nx1000")], ["int64 N"]),
        .init(
            "an axis of a scalar", "ArgMin", [:], [.data("float32 scalar")],
            error: "attribute \"axis\": expected no axis of a scalar, found 0"),
        .init("the greatest five", "TopK", [:], [.data("float32 Nx1000"), .list(5)], ["float32 Nx5", "int64 Nx5"]),
        .init(
            "more than there are", "TopK", [:], [.data("float32 4"), .list(5)], error: "expected k from 0 to 4, found 5"
        ),
        .init("running sums", "CumSum", [:], [.data("int64 Nx8"), .scalar(1)], ["int64 Nx8"]),
    ]

    static let indexing: [OperatorCase] = [
        .init(
            "embeddings", "Gather", [:], [.weights("float32 30522x768"), .data("int64 NxS")], ["float32 NxSx768"],
            macs: 0, parameters: 0),
        .init(
            "an extent out of a shape", "Gather", [:], [.extents(.symbolic("N"), 3), .scalar(0)], ["int64 scalar"],
            elements: "N"),
        .init(
            "from the back", "Gather", [:], [.extents(.symbolic("N"), 3), .list(-1, 0)], ["int64 2"], elements: "3 N"),
        .init(
            "columns", "Gather", ["axis": .integer(1)], [.tensor("int64 2x3", [1, 2, 3, 4, 5, 6]), .list(2, 0)],
            ["int64 2x2"], elements: "3 1 6 4"),
        .init("an index past the end", "Gather", [:], [.list(1, 2), .list(2)], ["int64 1"], elements: "none"),
        .init(
            "an axis out of range", "Gather", ["axis": .integer(2)], [.data("float32 2x3"), .list(0)],
            error: "attribute \"axis\": expected an axis from -2 to 1, found 2"),
        .init(
            "as the indices", "GatherElements", ["axis": .integer(1)], [.data("float32 4x4"), .data("int64 4xN")],
            ["float32 4xN"]),
        .init(
            "ranks that differ", "GatherElements", [:], [.data("float32 4x4"), .data("int64 4")],
            error: "input 1: expected rank 2, found 1"),
        .init("tuples", "GatherND", [:], [.data("float32 2x3x4"), .data("int64 Nx2")], ["float32 Nx4"]),
        .init(
            "tuples in a batch", "GatherND", ["batch_dims": .integer(1)], [.data("float32 2x3x4"), .data("int64 2x1")],
            ["float32 2x4"]),
        .init(
            "elements by tuples", "GatherND", [:],
            [.tensor("int64 2x2", [1, 2, 3, 4]), .tensor("int64 2x2", [0, 1, -1, 0])], elements: "2 3"),
        .init(
            "tuples longer than the rank", "GatherND", [:], [.data("float32 2x3"), .data("int64 4x3")],
            error: "input 1: expected tuples within rank 2, found 3 axes"),
        .init(
            "as the data", "ScatterElements", [:], [.data("float32 4xN"), .data("int64 2x2"), .data("float32 2x2")],
            ["float32 4xN"]),
        .init(
            "an extent replaced", "ScatterND", [:],
            [.list(1, 2, 3), .tensor("int64 1x1", [1]), .extents(.symbolic("N"))], elements: "1 N 3"),
        .init(
            "a row replaced", "ScatterND", [:],
            [.tensor("int64 2x2", [1, 2, 3, 4]), .tensor("int64 1x1", [-1]), .tensor("int64 1x2", [8, 9])],
            elements: "1 2 8 9"),
        .init(
            "sums are not followed", "ScatterND", ["reduction": .string("add")],
            [.list(1), .tensor("int64 1x1", [0]), .list(1)], elements: "none"),
        .init(
            "a further axis", "OneHot", [:], [.data("int64 Nx4"), .scalar(10), .data("float32 2")], ["float32 Nx4x10"]),
        .init(
            "places in constants", "NonZero", [:], [.tensor("bool 2x2", [1, 0, 0, 1])], ["int64 2x2"],
            elements: "0 1 0 1"),
        .init("places in data", "NonZero", [:], [.data("bool 2x2")], ["int64 2x?"], elements: "none"),
        .init("a triangle", "Trilu", [:], [.data("float32 NxSxS")], ["float32 NxSxS"]),
        .init("a vector", "Trilu", [:], [.data("float32 4")], error: "input 0: expected rank 2 or more, found 1"),
    ]

    @Test(arguments: reshapes + extents + parts + resizes + reductions + indexing)
    func holds(_ example: OperatorCase) throws { try example.check() }
}
