/// A 1×1 convolution of an image of one element becomes `fully_connected`.
///
/// tensorflow/lite/delegates/gpu/common/transformations/make_fully_connected.cc.
struct PointwiseFullyConnected: Lowering {
    static let name = "pointwise-fully-connected"

    func apply(to operations: inout OperationGraph) {
        for index in operations.operations.indices where operations.operations[index].name == "convolution_2d" {
            let operation = operations.operations[index]
            var plain = ImageWindow()
            plain.groups = operation.window?.groups ?? 1
            guard operation.window == plain, plain.groups == 1, let input = operation.inputs.first,
                let image = operations.extents(of: input), image.height == 1, image.width == 1
            else { continue }
            operations.operations[index].name = "fully_connected"
        }
    }
}
