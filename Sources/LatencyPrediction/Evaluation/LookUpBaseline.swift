import KernelFormation

/// The median time of the same configuration in training, and of a new one a + b · MACs.
struct LookUpBaseline {
    private let medians: [KernelConfiguration: Double]
    private let others: WorkBaseline

    init(_ rows: [TrainingData.Row]) {
        medians = Dictionary(grouping: rows, by: { Self.key($0.view) }).mapValues { $0.map(\.milliseconds).median }
        others = WorkBaseline(rows)
    }

    func milliseconds(_ kernel: KernelView) -> Double? { medians[Self.key(kernel)] ?? others.milliseconds(kernel) }

    /// The type stands in the configuration's operation, so that kernels of two types are never taken for one.
    private static func key(_ kernel: KernelView) -> KernelConfiguration {
        var configuration = kernel.configuration
        configuration.operation = kernel.type.rawValue
        return configuration
    }
}
