import GraphIR

/// An activation that the file fuses becomes an operation behind its operator.
///
/// tensorflow/lite/delegates/gpu/common/model_builder_helper.cc, MaybeFuseActivation.
struct FusedActivations: Lowering {
    static let name = "fused-activations"

    func apply(to operations: inout OperationGraph) {
        operations.splitActivations { $0.hasPrefix("relu") ? "relu" : $0 }
    }
}
