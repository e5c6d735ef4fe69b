import Glibc
import KernelFormation
import Measurements

/// A workload as learning sees it: its work, and how large its kernels are.
struct WorkItem: Sendable, Hashable {
    var name: String
    var group: String
    /// Networks of one family go wrong together; nil for what stands alone.
    var family: String?
    var work: Work
    /// log2 of output places, input channels and output channels: means over the kernels by their typical time.
    var sizes: [Double]

    init(_ workload: Workload) {
        self.init(
            workload.parts.map { ($0.kernel, $0.count) }, name: workload.name, group: workload.group,
            isWhole: workload.kind != .kernel)
    }

    /// A whole model.
    init(kernels: [Kernel]) {
        self.init(kernels.map { ($0, 1) }, name: "", group: Self.network, isWhole: true)
    }

    /// A kernel on its own.
    init(kernel: Kernel) {
        self.init([(kernel, 1)], name: "", group: kernel.type.rawValue, isWhole: false)
    }

    /// The group of whole networks.
    static let network = "network"

    private init(_ parts: [(kernel: Kernel, count: Int)], name: String, group: String, isWhole: Bool) {
        self.name = name
        self.group = group
        family = group == Self.network ? NetworkFamilies.name(of: name) : nil
        work = Work()
        let typical = WorkModel(logarithms: Array(repeating: 0, count: WorkTerm.count))
        var sums = [0.0, 0.0, 0.0]
        var total = 0.0
        for (kernel, count) in parts {
            let part = Work(kernel)
            work.add(part, times: Double(count))
            let weight = typical.milliseconds(part) * Double(count)
            let configuration = kernel.configuration
            total += weight
            sums[0] += weight * log2(Double(max(configuration.outputHeight * configuration.outputWidth, 1)))
            sums[1] += weight * log2(Double(max(configuration.inputChannels, 1)))
            sums[2] += weight * log2(Double(max(configuration.outputChannels, 1)))
        }
        if isWhole { work.add(.constant, 1) }
        sizes = sums.map { $0 / max(total, .leastNormalMagnitude) }
    }
}
