import KernelFormation
import Measurements

/// Predicted and measured milliseconds by group.
struct EvaluationCases {
    private var pairs: [String: (predicted: [Double], measured: [Double])] = [:]

    private static let order = [
        "conv", "conv, new configurations", "depthwise", "depthwise, new configurations", "grouped conv",
        "other kernels", "networks",
    ]

    /// Adds one pass over the data.
    mutating func add(_ held: HeldOut, of data: TrainingData) {
        for (place, row) in data.rows.enumerated() {
            guard let prediction = held.kernels[place] else { continue }
            let name = Self.group(of: row.scope.type)
            add(name, prediction, row.milliseconds)
            if name == "conv" || name == "depthwise", !held.isSeen[place] {
                add("\(name), new configurations", prediction, row.milliseconds)
            }
        }
        for network in data.networks {
            guard let prediction = held.networks[network.network] else { continue }
            add("networks", prediction, network.latencyMilliseconds)
        }
    }

    var groups: [Evaluation.Group] {
        Self.order.compactMap { name in
            pairs[name].flatMap { Accuracy(predicted: $0.predicted, measured: $0.measured) }
                .map { Evaluation.Group(name: name, accuracy: $0) }
        }
    }

    private mutating func add(_ name: String, _ predicted: Double, _ measured: Double) {
        pairs[name, default: ([], [])].predicted.append(predicted)
        pairs[name, default: ([], [])].measured.append(measured)
    }

    private static func group(of type: KernelType) -> String {
        switch type {
        case .conv: "conv"
        case .dwconv: "depthwise"
        case .groupconv: "grouped conv"
        default: "other kernels"
        }
    }
}
