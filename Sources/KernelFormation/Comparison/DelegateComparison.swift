/// The kernels that we form of a network beside those that a device's log says it ran.
///
/// Kernels are paired whatever their order. A log lists kernels of some types only, so that kernels of other types count
/// for nothing. It may give an image with its padding or without, and tells no algorithm but those that its kernels'
/// names show.
public struct DelegateComparison: Sendable {
    /// Why a kernel of the log has no equal among ours.
    public enum Cause: String, Sendable, Hashable, CaseIterable {
        /// All is equal but what is fused behind it.
        case tail
        /// All is equal but the algorithm.
        case algorithm
        /// The type and the channels are equal, but sizes, window or groups are not.
        case configuration
        /// We form no kernel like it.
        case missing
        /// We form it, and the log does not have it.
        case additional
    }

    /// A kernel of the log without an equal, and the one of ours that comes nearest.
    public struct Mismatch: Sendable {
        public var cause: Cause
        /// nil for an additional one.
        public var logged: Kernel?
        /// nil for a missing one.
        public var formed: Kernel?
    }

    /// How many kernels of the log have an equal.
    public private(set) var matchCount = 0
    public private(set) var mismatches: [Mismatch] = []
    /// How many paddings stand in the log's sizes, where ours have them in the window.
    public private(set) var explicitPaddingCount = 0

    /// Compares the kernels of one network.
    public init(logged: [Kernel], formed: [Kernel]) {
        let types = Set(logged.map(\.type))
        var open = Dictionary(grouping: formed.filter { types.contains($0.type) }, by: Kind.init)
        var unmatched: [Kernel] = []
        for kernel in logged {
            if let equal = open.take(Kind(kernel), where: { kernel.difference(from: $0) == nil }) {
                matchCount += 1
                if kernel.configuration.holdsPadding(of: equal.configuration) { explicitPaddingCount += 1 }
            } else {
                unmatched.append(kernel)
            }
        }
        for kernel in unmatched { mismatches.append(open.nearest(to: kernel)) }
        for kernel in open.values.joined().sorted(by: { ($0.nodes.first ?? 0) < ($1.nodes.first ?? 0) }) {
            mismatches.append(Mismatch(cause: .additional, formed: kernel))
        }
    }

    /// What two kernels must share to be paired at all.
    fileprivate struct Kind: Hashable {
        let type: KernelType
        let inputChannels: Int
        let outputChannels: Int

        init(_ kernel: Kernel) {
            type = kernel.type
            // A concatenation's log has its first input or all of them.
            inputChannels = kernel.type == .concat ? 0 : kernel.configuration.inputChannels
            outputChannels = kernel.configuration.outputChannels
        }
    }
}

extension [DelegateComparison.Kind: [Kernel]] {
    fileprivate mutating func take(_ kind: Key, where isEqual: (Kernel) -> Bool) -> Kernel? {
        guard let place = self[kind]?.firstIndex(where: isEqual) else { return nil }
        return self[kind]?.remove(at: place)
    }

    fileprivate mutating func nearest(to kernel: Kernel) -> DelegateComparison.Mismatch {
        for cause in [DelegateComparison.Cause.tail, .algorithm, .configuration] {
            if let formed = take(.init(kernel), where: { kernel.difference(from: $0) == cause }) {
                return .init(cause: cause, logged: kernel, formed: formed)
            }
        }
        return .init(cause: .missing, logged: kernel)
    }
}

extension Kernel {
    /// The first thing in which a formed kernel differs from this one of a log.
    fileprivate func difference(from formed: Kernel) -> DelegateComparison.Cause? {
        guard configuration.hasSizes(of: formed.configuration, type) else { return .configuration }
        guard configuration.toldAlgorithm == formed.configuration.toldAlgorithm else { return .algorithm }
        guard configuration.plainTail == formed.configuration.plainTail else { return .tail }
        return nil
    }
}

extension KernelConfiguration {
    private static let toldAlgorithms: Set<String> = ["depthwise+1x1", "winograd"]

    /// The algorithm, where a kernel's name shows it.
    fileprivate var toldAlgorithm: String { Self.toldAlgorithms.contains(algorithm) ? algorithm : "" }

    /// The tail without the underscores, which logs may leave out.
    fileprivate var plainTail: [String] { tail.map { $0.filter { $0 != "_" } } }

    /// Whether this configuration of a log has the padding of a formed one in its image.
    fileprivate func holdsPadding(of formed: KernelConfiguration) -> Bool {
        inputHeight > formed.inputHeight || inputWidth > formed.inputWidth
    }

    fileprivate func hasSizes(of formed: KernelConfiguration, _ type: KernelType) -> Bool {
        guard outputHeight == formed.outputHeight, outputWidth == formed.outputWidth,
            kernelHeight == formed.kernelHeight, kernelWidth == formed.kernelWidth,
            strideHeight == formed.strideHeight, strideWidth == formed.strideWidth, groups == formed.groups,
            type != .concat || inputCount == formed.inputCount
        else { return false }
        return [0, formed.padTop + formed.padBottom].contains(inputHeight - formed.inputHeight)
            && [0, formed.padLeft + formed.padRight].contains(inputWidth - formed.inputWidth)
    }
}
