import Testing

@testable import GraphIR

/// Whatever a file says, an operator answers with types or an error: no trap, no endless work.
@Suite struct HostileTests {
    /// A small generator with a seed, so that every run tries the same.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let mixed = (state ^ (state >> 33)) &* 0xff51_afd7_ed55_8ccd
            return mixed ^ (mixed >> 33)
        }
    }

    private static let numbers = [
        0, 0, 1, 1, 1, 2, 2, 3, 4, 5, 7, -1, -1, -2, -3, .max, .min, .max - 1, .min + 1, Dimension.limit,
        Dimension.limit + 1, -Dimension.limit, 4096, 1 << 32, 1 << 62,
    ]

    private static let attributeNames = [
        "allowzero", "alpha", "axes", "axis", "auto_pad", "batch_axis", "batch_dims", "beta", "block_size", "blocksize",
        "ceil_mode", "dilations", "direction", "dtype", "end", "ends", "equation", "group", "hidden_size", "k",
        "keep_aspect_ratio_policy", "keepdims", "kernel_shape", "kv_num_heads", "layout", "mode",
        "noop_with_empty_axes",
        "num_groups", "num_outputs", "offset_group", "onesided", "output_dtype", "output_height", "output_padding",
        "output_shape", "output_width", "pads", "perm", "pooled_shape", "q_num_heads", "qk_matmul_output_mode",
        "reduction", "sample_size", "scales", "shape", "size", "split", "start", "starts", "strides", "time_axis", "to",
        "transA", "transB", "upper", "value", "value_ints", "num_heads", "qkv_hidden_sizes", "channels",
        "channels_last", "K",
        "N", "Nq", "Nkv", "new_axis", "num_scan_inputs", "then_branch", "else_branch", "body", "targets", "n_targets",
        "inputdimensions",
    ]

    private static let words = [
        "", "SAME_UPPER", "VALID", "ij,jk->ik", "...i,...->i", "none", "bidirectional", "not_larger",
    ]

    @Test(arguments: Operators.all.flatMap { $0.names }) func answersWhateverItIsGiven(_ name: String) throws {
        let parts = name.split(separator: ".")
        let domain = parts.dropLast().joined(separator: ".")
        var generator = Generator(state: UInt64(name.utf8.reduce(17) { $0 &* 31 &+ Int($1) }.magnitude))
        for _ in 0..<100 {
            let inputs = Operands((0..<Int.random(in: 0...6, using: &generator)).map { _ in operand(&generator) })
            let description = OperatorDescription(
                name: String(parts[parts.count - 1]), domain: domain, opset: .random(in: 1...30, using: &generator),
                inputCount: inputs.count,
                outputCount: Int.random(in: 0...3, using: &generator),
                attributes: Self.attributeNames.compactMap { attribute in
                    Bool.random(using: &generator) ? .init(attribute, value(of: attribute, &generator)) : nil
                })
            guard let operation = try? Operators.make(description), let types = try? operation.outputTypes(for: inputs)
            else { continue }
            let elements = operation.outputElements(for: inputs, outputs: types)
            #expect(elements.allSatisfy { $0.map { $0.count <= 2 * Elements.limit } ?? true })
            _ = operation.cost(inputs: inputs, outputs: types)
        }
    }

    private func value(of attribute: String, _ generator: inout Generator) -> OperatorDescription.Value {
        switch attribute {
        case "alpha", "beta": .real(.random(in: -2...2, using: &generator))
        case "auto_pad", "direction", "equation", "keep_aspect_ratio_policy", "mode", "reduction":
            .string(Self.words.randomElement(using: &generator) ?? "")
        case "axes", "dilations", "ends", "kernel_shape", "output_padding", "output_shape", "pads", "perm",
            "pooled_shape", "shape", "split", "starts", "strides", "value_ints", "qkv_hidden_sizes", "inputdimensions":
            .integers(list(&generator))
        case "then_branch", "else_branch", "body": .graph
        case "scales": .reals(list(&generator).map(Double.init))
        case "value": .tensor(operand(&generator) ?? .scalar(0))
        default: .integer(number(&generator))
        }
    }

    private func number(_ generator: inout Generator) -> Int { Self.numbers.randomElement(using: &generator) ?? 0 }

    private func list(_ generator: inout Generator) -> [Int] {
        // Mostly small and sensible, so that much gets past the first check.
        let isSmall = Int.random(in: 0..<3, using: &generator) > 0
        return (0..<Int.random(in: 0...4, using: &generator)).map { _ in
            isSmall ? .random(in: 0...3, using: &generator) : number(&generator)
        }
    }

    private func dimension(_ generator: inout Generator) -> Dimension {
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: .unknown
        case 1: .symbolic("N")
        case 2: .fixed(number(&generator))
        default: .fixed(.random(in: 0...4, using: &generator))
        }
    }

    private func operand(_ generator: inout Generator) -> Operand? {
        guard Int.random(in: 0..<10, using: &generator) > 0 else { return nil }
        let element = [ElementType.float32, .int64, .int64, .bool, .unknown].randomElement(using: &generator)
        let isRanked = Int.random(in: 0..<8, using: &generator) > 0
        let rank = Int.random(in: 0...4, using: &generator)
        let shape = isRanked ? TensorShape((0..<rank).map { _ in dimension(&generator) }) : nil
        let type = TensorType(element ?? .float32, shape)
        var operand = Operand(type, isConstant: Bool.random(using: &generator))
        guard Bool.random(using: &generator) else { return operand }
        // As many as the shape says, or as many as please.
        let count = min(type.elementCount ?? .random(in: 0...4, using: &generator), 64)
        operand.elements =
            type.element == .float32
            ? .reals(
                (0..<count).map { _ in [0, 1, -1.5, .nan, .infinity, 1e300].randomElement(using: &generator) ?? 0 })
            : .integers((0..<count).map { _ in dimension(&generator) })
        return operand
    }
}
