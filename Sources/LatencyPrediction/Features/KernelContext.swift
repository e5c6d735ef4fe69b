import Glibc
import KernelFormation

/// What runs around a kernel: on some GPUs the first kernel of a stage takes longer than its repeats.
///
/// Only kernels that a predictor may be for count as neighbours: measurements list no others.
struct KernelContext: Sendable, Hashable {
    /// A number for each kind of kernel; −1 where the network begins or ends.
    var previousKind = -1
    var nextKind = -1
    /// Of the kernel before; an image's where the network begins.
    var previousInputChannels = 3
    var previousInputHeight = 224
    /// Of the kernel behind; 1 where the network ends.
    var nextOutputChannels = 1
    /// How often the same configuration ran before in the network, 3 at most.
    var repeats = 0
    /// How many kernels ran before in the network.
    var position = 0
}

extension [KernelView] {
    /// Tells each kernel of one network, in order of execution, what runs around it.
    mutating func setContexts() {
        var counts: [KernelConfiguration: Int] = [:]
        for index in indices {
            var context = KernelContext(position: index)
            if index > 0 {
                let previous = self[index - 1]
                context.previousKind = previous.kindCode
                context.previousInputChannels = previous.configuration.inputChannels
                context.previousInputHeight = previous.configuration.paddedInputHeight
            }
            if index + 1 < count {
                context.nextKind = self[index + 1].kindCode
                context.nextOutputChannels = self[index + 1].configuration.outputChannels
            }
            context.repeats = Swift.min(3, counts[self[index].configuration, default: 0])
            counts[self[index].configuration, default: 0] += 1
            self[index].context = context
        }
    }
}

extension KernelView {
    /// A number for each kind, as features of neighbours tell them apart.
    fileprivate var kindCode: Int {
        switch type {
        case .conv: configuration.algorithm == "winograd" ? 1 : 0
        case .groupconv: 2
        case .dwconv: configuration.algorithm.isEmpty ? 3 : 4
        case .fc: 5
        case .globalAvgpool, .reduce: 6
        case .avgpool, .maxpool: 7
        default: 8
        }
    }
}
