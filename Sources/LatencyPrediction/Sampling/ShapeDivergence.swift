import Glibc
import Measurements

/// How far a distribution of shapes is from another: Σ p ln(p / q) over bins of size and input channels two octaves
/// wide, kernel by kernel and stride by stride, each counting by its part of p.
enum ShapeDivergence {
    /// Every bin of q holds at least this part of its kernel and stride.
    private static let floor = 1e-3

    private struct Group: Hashable {
        var kernel: Int
        var stride: Int
    }

    private struct Bin: Hashable {
        var size: Int
        var channels: Int
    }

    /// The divergence of p from q.
    static func of(_ p: ShapePrior, from q: ShapePrior) -> Double {
        let (first, second) = (histograms(p), histograms(q))
        let total = p.weights.reduce(0, +)
        let groups = first.sorted { ($0.key.kernel, $0.key.stride) < ($1.key.kernel, $1.key.stride) }
        return groups.reduce(0) { sum, group in
            let weight = group.value.values.sorted().reduce(0, +)
            return sum + weight / total * divergence(group.value, second[group.key] ?? [:])
        }
    }

    private static func divergence(_ p: [Bin: Double], _ q: [Bin: Double]) -> Double {
        let (sumP, sumQ) = (p.values.sorted().reduce(0, +), q.values.sorted().reduce(0, +))
        let bins = Set(p.keys).union(q.keys).count
        return p.sorted { ($0.key.size, $0.key.channels) < ($1.key.size, $1.key.channels) }.reduce(0) { sum, bin in
            let share = bin.value / sumP
            let other = sumQ > 0 ? (q[bin.key] ?? 0) / sumQ : 0
            return sum + share * log(share / ((other + floor) / (1 + floor * Double(bins))))
        }
    }

    private static func histograms(_ prior: ShapePrior) -> [Group: [Bin: Double]] {
        var result: [Group: [Bin: Double]] = [:]
        for (shape, weight) in zip(prior.shapes, prior.weights) {
            let bin = Bin(
                size: Int(log2(Double(shape.size)) / 2), channels: Int(log2(Double(shape.inputChannels)) / 2))
            result[Group(kernel: shape.kernel, stride: shape.stride), default: [:]][bin, default: 0] += weight
        }
        return result
    }
}
