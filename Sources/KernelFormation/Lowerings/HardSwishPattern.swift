import GraphIR

/// x·relu6(x + 3)/6, however it is written, becomes `hard_swish`.
///
/// tensorflow/compiler/mlir/lite/transforms/optimize_patterns.td knows x·(relu6(x + 3)·⅙) and (x·relu6(x + 3))·⅙; ONNX
/// also writes HardSwish, and Mul over HardSigmoid with α = ⅙ and β = ½.
struct HardSwishPattern: Lowering {
    static let name = "hard-swish"

    func apply(to operations: inout OperationGraph) {
        for index in operations.indices(named: "Div", "HardSwish", "Mul") {
            switch operations.operations[index].name {
            case "HardSwish": operations.operations[index].name = "hard_swish"
            default:
                guard let (argument, parts) = match(operations, index) else { continue }
                operations.operations[index].name = "hard_swish"
                operations.operations[index].inputs = [argument]
                for part in parts { operations.fold(part, into: index) }
            }
        }
        operations.connect()
    }

    /// x, and the operations that stand before the last.
    private func match(_ operations: OperationGraph, _ index: Int) -> (argument: Int, parts: [Int])? {
        if isSixth(operations, index),
            let product = operations.onlyProducer(of: operations.operations[index].inputs[0], named: "Mul"),
            let (argument, clipped) = factors(operations, product),
            let parts = clippedShift(operations, clipped, of: argument)
        {
            return (argument, [product] + parts)
        }
        guard operations.operations[index].isNamed("Mul"), let (argument, gate) = factors(operations, index) else {
            return nil
        }
        if let sigmoid = operations.onlyProducer(of: gate, named: "HardSigmoid"), isThreeSixths(operations, sigmoid),
            operations.operations[sigmoid].inputs == [argument]
        {
            return (argument, [sigmoid])
        }
        guard let sixth = operations.onlyProducer(of: gate), isSixth(operations, sixth),
            let parts = clippedShift(operations, operations.operations[sixth].inputs[0], of: argument)
        else { return nil }
        return (argument, [sixth] + parts)
    }

    /// The two factors of a product, the one with more readers first: x.
    private func factors(_ operations: OperationGraph, _ index: Int) -> (argument: Int, gate: Int)? {
        let inputs = operations.operations[index].inputs
        guard inputs.count == 2 else { return nil }
        return operations.readerCounts[inputs[0]] > 1 ? (inputs[0], inputs[1]) : (inputs[1], inputs[0])
    }

    private func isSixth(_ operations: OperationGraph, _ index: Int) -> Bool {
        guard let scalar = operations.scalarOperand(of: index) else { return false }
        return switch operations.operations[index].name {
        case "Div": abs(scalar - 6) < 1e-4 && operations.startsWithComputedOperand(index)
        case "Mul": abs(scalar - 1.0 / 6) < 1e-4
        default: false
        }
    }

    private func isThreeSixths(_ operations: OperationGraph, _ index: Int) -> Bool {
        guard let sigmoid = operations.anchor(of: index)?.operation as? ElementwiseUnary else { return false }
        return abs((sigmoid.alpha ?? 0.2) - 1.0 / 6) < 1e-4 && abs((sigmoid.beta ?? 0.5) - 0.5) < 1e-4
    }

    /// The operations of relu6(x + 3).
    private func clippedShift(_ operations: OperationGraph, _ clipped: Int, of argument: Int) -> [Int]? {
        guard let clip = operations.onlyProducer(of: clipped, named: "Clip"), operations.clipBounds(of: clip) == 0...6,
            let shift = operations.onlyProducer(of: operations.operations[clip].inputs[0], named: "Add"),
            operations.scalarOperand(of: shift) == 3, operations.operations[shift].inputs == [argument]
        else { return nil }
        return [clip, shift]
    }
}
