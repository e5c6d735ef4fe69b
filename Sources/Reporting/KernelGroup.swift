import KernelFormation
import LatencyPrediction

/// Kernels of a report that have something in common.
struct KernelGroup: Sendable, Hashable {
    /// What they have in common, as a person reads it.
    var name: String
    var count: Int
    var milliseconds: Double
}

extension LatencyReport {
    /// The kernels by type, the type that takes longest first.
    var typeGroups: [KernelGroup] {
        groups { $0.kernel.type.rawValue }.sorted { ($1.milliseconds, $0.name) < ($0.milliseconds, $1.name) }
    }

    /// The kernels by the height and width of what they write, in the order of execution: the stages of a network.
    var stageGroups: [KernelGroup] {
        groups { "\($0.kernel.configuration.outputHeight) × \($0.kernel.configuration.outputWidth)" }
    }

    /// The kernels that take longest, at most so many.
    func heaviest(_ count: Int) -> [KernelRow] {
        let rows = kernels.filter { ($0.prediction?.latencyMilliseconds ?? 0) > 0 }
        return Array(
            rows.sorted {
                ($1.prediction?.latencyMilliseconds ?? 0, $0.index) < (
                    $0.prediction?.latencyMilliseconds ?? 0, $1.index
                )
            }.prefix(count))
    }

    /// Kernels that run, in groups in the order in which the groups begin.
    private func groups(by name: (KernelRow) -> String) -> [KernelGroup] {
        var groups: [KernelGroup] = []
        var places: [String: Int] = [:]
        for row in kernels where row.prediction?.status != .zeroCost {
            let name = name(row)
            let place = places[name] ?? groups.count
            if place == groups.count {
                groups.append(KernelGroup(name: name, count: 0, milliseconds: 0))
                places[name] = place
            }
            groups[place].count += 1
            groups[place].milliseconds += row.prediction?.latencyMilliseconds ?? 0
        }
        return groups
    }
}
