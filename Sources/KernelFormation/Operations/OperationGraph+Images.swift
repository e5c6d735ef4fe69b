import GraphIR

/// Which tensors are images: (N, C, spatial axes) in the file.
extension OperationGraph {
    /// Operators whose first input and first output are images.
    private static let imageOperators: Set<String> = [
        "AveragePool", "BatchNormalization", "Conv", "ConvTranspose", "DepthToSpace", "GlobalAveragePool",
        "GlobalLpPool", "GlobalMaxPool", "GroupNormalization", "InstanceNormalization", "LRN", "LpPool", "MaxPool",
        "Resize", "SpaceToDepth", "Upsample",
    ]

    /// Operators whose output may have another layout than their first input although both have the same rank.
    private static let layoutChangers: Set<String> = [
        "Einsum", "Expand", "Gather", "GatherElements", "GatherND", "Gemm", "MatMul", "Reshape", "Transpose",
    ]

    /// Marks what image operators read and write, then what shares its layout: forwards, then backwards.
    mutating func markImages() {
        for operation in operations {
            if Self.imageOperators.contains(operation.name) {
                for tensor in operation.inputs.prefix(1) + operation.outputs.prefix(1) { mark(tensor) }
            } else if operation.inputs.contains(where: { isImage[$0] }), !Self.layoutChangers.contains(operation.name) {
                spreadLayout(from: operation.inputs, to: operation.outputs)
            }
        }
        for operation in operations.reversed()
        where operation.outputs.contains(where: { isImage[$0] }) && !Self.layoutChangers.contains(operation.name) {
            spreadLayout(from: operation.outputs, to: operation.inputs)
        }
    }

    private mutating func spreadLayout(from known: [Int], to others: [Int]) {
        guard let rank = known.first(where: { isImage[$0] }).flatMap({ type(of: $0).shape?.count }) else { return }
        for tensor in others where type(of: tensor).shape?.count == rank { isImage[tensor] = true }
    }

    private mutating func mark(_ tensor: Int) {
        if (type(of: tensor).shape?.count ?? 0) > 2 { isImage[tensor] = true }
    }
}
