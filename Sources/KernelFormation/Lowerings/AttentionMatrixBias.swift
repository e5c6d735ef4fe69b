/// The products of an attention and the sums behind them become Gemm, as others do at level 1.
///
/// onnxruntime/core/optimizer/matmul_add_fusion.cc, which runs again at level 2, after the fusion of whole attentions.
struct AttentionMatrixBias: Lowering {
    static let name = "attention-matrix-bias"

    func apply(to operations: inout OperationGraph) { MatrixBias().apply(to: &operations, .all) }
}
