import GraphIR

/// Graphs of operators over images of one shape, each reading whatever stands before it.
enum RandomGraph {
    private static let operators = [
        "Add", "BatchNormalization", "Clip", "Conv", "Conv", "HardSigmoid", "HardSwish", "Identity", "MaxPool", "Mul",
        "Relu", "Sigmoid", "Shift", "Sub",
    ]

    static func graph(seed: UInt64) throws -> Graph {
        var generator = Generator(state: seed)
        var statements: [String] = []
        var values = ["x"]
        for index in 0..<Int.random(in: 1...24, using: &generator) {
            // Mostly the latest values, so that chains form.
            let recent = values.suffix(Int.random(in: 1...4, using: &generator))
            let first = recent.randomElement(using: &generator) ?? "x"
            let second = values.randomElement(using: &generator) ?? "x"
            let name = operators.randomElement(using: &generator) ?? "Relu"
            let call =
                switch name {
                case "Add", "Mul", "Sub": "\(name)(\(first), \(second))"
                case "Clip": "Clip(\(first), 0, 6)"
                case "Conv": "Conv(\(first), 8) kernel=1"
                case "MaxPool": "MaxPool(\(first)) kernel=1"
                case "Shift": "Add(\(first), 3)"
                default: "\(name)(\(first))"
                }
            statements.append("v\(index) = \(call)")
            values.append("v\(index)")
        }
        return try GraphText.graph(statements.joined(separator: "; "), input: "1x8x4x4")
    }

    /// SplitMix64: https://prng.di.unimi.it/splitmix64.c.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }
}
