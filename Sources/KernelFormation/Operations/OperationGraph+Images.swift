import GraphIR

/// Which tensors are images: (N, C, spatial axes) in the file.
extension OperationGraph {
    /// What an operator does with the layout of what it reads; most keep it.
    private enum LayoutRole {
        /// Its first input and its first output are images.
        case image
        /// Its output may have another layout although its rank is the same.
        case change
    }

    private static let roles: [String: LayoutRole] = [
        "AveragePool": .image, "BatchNormalization": .image, "Conv": .image, "ConvTranspose": .image,
        "DepthToSpace": .image, "GlobalAveragePool": .image, "GlobalLpPool": .image, "GlobalMaxPool": .image,
        "GroupNormalization": .image, "InstanceNormalization": .image, "LRN": .image, "LpPool": .image,
        "MaxPool": .image, "Resize": .image, "SpaceToDepth": .image, "Upsample": .image,
        "Einsum": .change, "Expand": .change, "Gather": .change, "GatherElements": .change, "GatherND": .change,
        "Gemm": .change, "MatMul": .change, "Reshape": .change, "Transpose": .change,
    ]

    /// Marks what image operators read and write, then what shares its layout: forwards, then backwards.
    mutating func markImages() {
        // Whatever nn-Meter gives four axes is an image.
        if graph.nodes.first?.domain == OperatorDescription.nnMeterDomain {
            for tensor in graph.values.indices where rank(of: tensor) == 4 { markImage(tensor) }
        }
        var known = NameMemo<LayoutRole?>()
        let roles = operations.indices.map { known.finding(of: operations[$0].name) { Self.roles[$0] } }
        for index in operations.indices {
            switch roles[index] {
            case .image:
                if let input = operations[index].inputs.first { mark(input) }
                if let output = operations[index].outputs.first { mark(output) }
            case nil: spreadLayout(from: operations[index].inputs, to: operations[index].outputs)
            case .change: break
            }
        }
        for index in operations.indices.reversed() where roles[index] == nil {
            spreadLayout(from: operations[index].outputs, to: operations[index].inputs)
        }
    }

    private mutating func spreadLayout(from known: IndexList, to others: IndexList) {
        guard let rank = known.first(where: { isImage[$0] }).flatMap(rank(of:)) else { return }
        for tensor in others where !isImage[tensor] && self.rank(of: tensor) == rank { markImage(tensor) }
    }

    private mutating func mark(_ tensor: Int) {
        if rank(of: tensor) ?? 0 > 2 { markImage(tensor) }
    }
}
