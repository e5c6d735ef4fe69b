import GraphIR

/// x·gate becomes `SqueezeExcite` where the gate is computed from the means of x over the image by two convolutions or
/// matrix products and what stands between them: told by who reads what, and not by the order of the file.
struct SqueezeExcitation: Lowering {
    static let name = "squeeze-excitation"

    /// The operators of a gate, each with one input that is computed.
    private static let inner: Set = [
        "Add", "BatchNormalization", "Clip", "Conv", "Div", "Flatten", "Gemm", "HardSigmoid", "HardSwish", "MatMul",
        "Mul", "Relu", "Reshape", "Sigmoid", "Squeeze", "Swish", "Tanh", "Transpose", "Unsqueeze", "fully_connected",
        "hard_swish",
    ]
    private static let partLimit = 16

    func apply(to operations: inout OperationGraph) {
        for index in operations.operations.indices where operations.operations[index].isNamed("Mul") {
            let inputs = operations.operations[index].inputs
            guard inputs.count == 2 else { continue }
            for (gate, argument) in [(inputs[0], inputs[1]), (inputs[1], inputs[0])] {
                guard let parts = parts(of: gate, computedFrom: argument, operations) else { continue }
                operations.operations[index].name = "SqueezeExcite"
                operations.operations[index].inputs = [argument]
                for part in parts { operations.foldWork(part, into: index) }
                break
            }
        }
        operations.connect()
    }

    /// The operations between an image and its gate.
    private func parts(of gate: Int, computedFrom image: Int, _ operations: OperationGraph) -> [Int]? {
        var parts: [Int] = []
        var tensor = gate
        var productCount = 0
        while parts.count < Self.partLimit, let part = operations.onlyProducer(of: tensor) {
            let operation = operations.operations[part]
            guard operation.inputs.count == 1 else { return nil }
            parts.append(part)
            tensor = operation.inputs[0]
            if isMean(operations, part) { return tensor == image && productCount == 2 ? parts : nil }
            guard Self.inner.contains(operation.name) else { return nil }
            switch operation.name {
            case "Conv", "Gemm", "MatMul", "fully_connected": productCount += 1
            default: break
            }
        }
        return nil
    }

    /// Whether an operation takes the mean of each channel over the whole image.
    private func isMean(_ operations: OperationGraph, _ index: Int) -> Bool {
        let operation = operations.operations[index]
        guard let input = operation.inputs.first, let output = operation.outputs.first,
            let before = operations.extents(of: input), let after = operations.extents(of: output)
        else { return false }
        switch operation.name {
        case "AveragePool", "GlobalAveragePool", "ReduceMean":
            return before.height * before.width > 1 && after.height == 1 && after.width == 1
                && after.channels == before.channels
        default: return false
        }
    }
}

extension OperationGraph {
    /// Folds an operation into another, which then does its work too.
    mutating func foldWork(_ index: Int, into survivor: Int) {
        let cost = cost(of: index)
        operations[survivor].addedMultiplyAccumulates.formClampedSum(cost.multiplyAccumulates)
        operations[survivor].addedParameters.formClampedSum(cost.parameters)
        fold(index, into: survivor)
    }
}
