import GraphIR

/// A 1×1 convolution of an image of one element becomes `fully_connected`.
///
/// tensorflow/lite/delegates/gpu/common/transformations/make_fully_connected.cc.
struct PointwiseFullyConnected: Lowering {
    static let name = "pointwise-fully-connected"

    func apply(to operations: inout OperationGraph) {
        for index in operations.operations.indices where operations.operations[index].isNamed("convolution_2d") {
            guard operations.operations[index].window == ImageWindow(),
                let input = operations.operations[index].inputs.first,
                let image = operations.extents(of: input), image.height == 1, image.width == 1
            else { continue }
            operations.operations[index].name = "fully_connected"
        }
    }
}
