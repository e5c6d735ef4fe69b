import GraphIR

/// A padding that is neither SAME nor VALID becomes a PAD in front of a VALID convolution or pool: TFLite has no other.
///
/// So a convolution of ONNX with a padding of 1 on each side and a stride of 2 reads an image padded on each side, where
/// SAME would pad the end alone.
struct ExplicitPadding: Lowering {
    static let name = "explicit-padding"

    func apply(to operations: inout OperationGraph) {
        var replacements: [Int: [Operation]] = [:]
        for index in operations.operations.indices {
            var operation = operations.operations[index]
            guard var window = operation.window, window.isPadded, let input = operation.inputs.first,
                let image = operations.extents(of: input), !window.padsAsSame(image),
                let type = operations.paddedType(of: input, by: window)
            else { continue }
            let padded = operations.addTensor(like: input, type: type)
            operation.inputs[0] = padded
            (window.padTop, window.padLeft, window.padBottom, window.padRight) = (0, 0, 0, 0)
            operation.window = window
            let pad = Operation(added: "pad", inputs: [input], outputs: [padded])
            replacements[index] = [pad, operation]
        }
        operations.replace(replacements)
    }
}

extension ImageWindow {
    /// Whether the padding is what TFLite's SAME adds to an image.
    fileprivate func padsAsSame(_ image: ImageExtents) -> Bool {
        let rows = Padding.same.amounts(
            extent: image.height, reach: dilationHeight * (kernelHeight - 1) + 1, stride: strideHeight, axis: 0)
        let columns = Padding.same.amounts(
            extent: image.width, reach: dilationWidth * (kernelWidth - 1) + 1, stride: strideWidth, axis: 1)
        return rows == (padTop, padBottom) && columns == (padLeft, padRight)
    }
}

extension OperationGraph {
    /// The type of an image once it is padded; nil for other tensors.
    fileprivate func paddedType(of tensor: Int, by window: ImageWindow) -> TensorType? {
        var type = type(of: tensor)
        guard isImage[tensor], let shape = type.fixedShape, shape.count == 4 else { return nil }
        type.shape?[2] = .fixed(shape[2] + window.padTop + window.padBottom)
        type.shape?[3] = .fixed(shape[3] + window.padLeft + window.padRight)
        return type
    }
}
