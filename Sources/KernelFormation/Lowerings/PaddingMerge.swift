import GraphIR

/// A padding with zeros on height and width merges into the convolution or pool that alone reads it.
///
/// tensorflow/lite/delegates/gpu/common/transformations/merge_padding_with.cc, by which it makes no difference to the
/// kernels whether the converter wrote an explicit PAD or SAME; onnxruntime/core/optimizer/pad_fusion.cc.
struct PaddingMerge: Lowering {
    static let name = "padding-merge"

    func apply(to operations: inout OperationGraph) {
        for index in operations.operations.indices {
            guard let window = operations.operations[index].window,
                let input = operations.operations[index].inputs.first,
                let pad = operations.onlyProducer(of: input, named: "pad", "Pad"),
                operations.operations[index].outputs.count == 1,
                let amounts = amounts(operations, pad)
            else { continue }
            operations.operations[index].window = window.padded(by: amounts)
            operations.operations[index].inputs[0] = operations.operations[pad].inputs[0]
            operations.fold(pad, into: index)
        }
        operations.connect()
    }

    /// Elements before and after each of the two spatial axes, where nothing else is padded and all with zeros.
    private func amounts(_ operations: OperationGraph, _ index: Int) -> (before: [Int], after: [Int])? {
        guard let node = operations.operations[index].anchor else { return nil }
        if let pad = operations.graph.nodes[node].operation as? TFLitePad {
            return channelsLastAmounts(pad, operations.graph.operands(ofNode: node))
        }
        guard let pad = operations.graph.nodes[node].operation as? Pad,
            pad.mode == "constant",
            let amounts = (try? pad.amounts(for: operations.graph.operands(ofNode: node))) ?? nil
        else { return nil }
        let value = operations.graph.operands(ofNode: node)[2]?.elements?.numbers ?? [0]
        guard value.allSatisfy({ $0 == 0 }), let before = amounts.before.fixedValues,
            let after = amounts.after.fixedValues
        else { return nil }
        // What a converter from TensorFlow pads may have its channels last.
        let isImage = operations.isImage[operations.operations[index].inputs[0]]
        return spatialAmounts(before, after, axes: isImage ? 2...3 : 1...2)
    }

    /// The amounts of the spatial axes of four, where no other is padded.
    private func spatialAmounts(
        _ before: [Int], _ after: [Int], axes: ClosedRange<Int>
    ) -> (before: [Int], after: [Int])? {
        guard before.count == 4, (before + after).allSatisfy((0...Dimension.limit).contains),
            before.indices.allSatisfy({ axes.contains($0) || (before[$0] == 0 && after[$0] == 0) })
        else { return nil }
        return (Array(before[axes]), Array(after[axes]))
    }

    private func channelsLastAmounts(_ pad: TFLitePad, _ operands: Operands) -> (before: [Int], after: [Int])? {
        guard pad.isZero(for: operands), let amounts = (try? pad.amounts(for: operands)) ?? nil,
            let before = amounts.before.fixedValues, let after = amounts.after.fixedValues
        else { return nil }
        return spatialAmounts(before, after, axes: 1...2)
    }
}

extension ImageWindow {
    fileprivate func padded(by amounts: (before: [Int], after: [Int])) -> ImageWindow {
        var window = self
        window.padTop += amounts.before[0]
        window.padLeft += amounts.before[1]
        window.padBottom += amounts.after[0]
        window.padRight += amounts.after[1]
        return window
    }
}
