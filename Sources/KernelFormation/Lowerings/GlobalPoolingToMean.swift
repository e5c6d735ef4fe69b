import GraphIR

/// An average pool whose one window covers the whole image becomes `mean`.
///
/// tensorflow/lite/delegates/gpu/common/transformations/global_pooling_to_reduce_op.cc.
struct GlobalPoolingToMean: Lowering {
    static let name = "global-pooling-to-mean"

    func apply(to operations: inout OperationGraph) {
        for index in operations.operations.indices where operations.operations[index].isNamed("average_pooling_2d") {
            guard let window = operations.operations[index].window, !window.isPadded,
                let input = operations.operations[index].inputs.first,
                let image = operations.extents(of: input), window.kernelHeight == image.height,
                window.kernelWidth == image.width
            else { continue }
            operations.operations[index].name = "mean"
            operations.operations[index].window = nil
        }
    }
}
