/// HardSigmoid becomes its arithmetic, relu6(x + 3)·⅙: TFLite has no such operator.
struct HardSigmoidExpansion: Lowering {
    static let name = "hard-sigmoid"

    func apply(to operations: inout OperationGraph) {
        operations.expand("HardSigmoid") { $1.chain(["add", "relu", "mul"], for: $0) }
    }
}
