import Glibc
import KernelFormation

/// Where a workload stands among others: near ones spend their time on the same kinds of work, at like sizes.
struct Descriptor: Sendable, Hashable {
    /// The roots of the terms' shares of time, and half the sizes' logarithms.
    var values: [Double]

    /// - Parameter model: whose shares of time count.
    init(_ item: WorkItem, by model: WorkModel) {
        let parts = model.parts(item.work)
        let sum = max(parts.reduce(0, +), .leastNormalMagnitude)
        values = parts.map { ($0 / sum).squareRoot() } + item.sizes.map { $0 / 2 }
    }

    init(values: [Double]) { self.values = values }

    /// A kernel on its own: half the logarithms of its output places and channels, a quarter of those of its work and
    /// traffic.
    init(sizesOf kernel: Kernel) {
        let configuration = kernel.configuration
        let (inputs, outputs) = (
            configuration.inputHeight * configuration.inputWidth * configuration.inputChannels,
            configuration.outputHeight * configuration.outputWidth * configuration.outputChannels
        )
        let halves = [
            configuration.outputHeight * configuration.outputWidth, configuration.inputChannels,
            configuration.outputChannels,
        ]
        values =
            halves.map { log2(Double(max($0, 1))) / 2 }
            + [configuration.multiplyAccumulates, inputs, outputs].map { log2(Double(max($0, 1))) / 4 }
    }

    /// Several of them, in the items' order.
    static func all(_ items: [WorkItem], by model: WorkModel) -> [Descriptor] {
        items.map { Descriptor($0, by: model) }
    }

    /// The mean of some, of which there is at least one.
    static func center(_ all: [Descriptor]) -> [Double] {
        guard let first = all.first else { return [] }
        var sum = Array(repeating: 0.0, count: first.values.count)
        for descriptor in all { for index in sum.indices { sum[index] += descriptor.values[index] } }
        return sum.map { $0 / Double(all.count) }
    }

    /// By place, the part of its time that goes to work of which no known one has as much: Σ p·(1 − m/p)² over the terms
    /// that take p of its time, and at most m < p of theirs.
    static func untried(of places: [Descriptor], known points: [Descriptor]) -> [Double] {
        var most = Array(repeating: 0.0, count: WorkTerm.count)
        for point in points { for index in most.indices { most[index] = max(most[index], point.share(index)) } }
        return places.map { place in
            most.indices.reduce(0) { sum, index in
                let share = place.share(index)
                let rest = share - most[index]
                return rest > 0 ? sum + rest * rest / share : sum
            }
        }
    }

    /// What part of the time a term takes.
    private func share(_ term: Int) -> Double { values[term] * values[term] }

    /// The same, seen from another origin.
    func relative(to center: [Double]) -> Descriptor {
        Descriptor(values: zip(values, center).map(-))
    }

    func squaredDistance(to other: Descriptor) -> Double {
        var sum = 0.0
        for index in values.indices {
            let difference = values[index] - other.values[index]
            sum += difference * difference
        }
        return sum
    }
}

/// Matérn's covariance of order 3/2 at a distance in units of its length.
func matern(_ distance: Double) -> Double {
    let scaled = 3.0.squareRoot() * distance
    return (1 + scaled) * exp(-scaled)
}
