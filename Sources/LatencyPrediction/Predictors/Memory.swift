import Glibc
import KernelFormation

/// The configurations seen in training, with the logarithm of their median time: a repeated one is known better than
/// any model can tell, the more so the more often it was measured.
public struct Memory: Sendable, Hashable {
    /// What tells configurations apart, besides the tail: whole numbers.
    let terms: [Term]
    /// The fused tails that occur, each joined by `+`, in order.
    let tails: [String]
    /// One row of terms.count + 1 numbers per configuration, in ascending order; the last is the tail's place.
    let keys: [Int32]
    /// Per configuration, the median of ln milliseconds.
    let medians: [Float]
    /// Per configuration, how often it was measured.
    let counts: [UInt16]
    /// A model counts as much as this many measurements.
    let modelCount: Double

    init(terms: [Term], tails: [String], keys: [Int32], medians: [Float], counts: [UInt16], modelCount: Double) {
        self.terms = terms
        self.tails = tails
        self.keys = keys
        self.medians = medians
        self.counts = counts
        self.modelCount = modelCount
    }

    /// Remembers kernels with their latencies in milliseconds.
    init(_ kernels: [KernelView], _ table: FeatureTable, terms: [Term], latencies: [Double], modelCount: Double) {
        var seen: [ConfigurationKey: [Double]] = [:]
        for (key, latency) in zip(ConfigurationKey.all(kernels, table, terms: terms), latencies) {
            seen[key, default: []].append(latency)
        }
        let tails = Set(seen.keys.map(\.tail)).sorted()
        let places = Dictionary(uniqueKeysWithValues: tails.enumerated().map { ($1, Int32($0)) })
        let rows = seen.map { (numbers: $0.key.numbers + [places[$0.key.tail] ?? 0], latencies: $0.value) }
        let ordered = rows.sorted { $0.numbers.lexicographicallyPrecedes($1.numbers) }
        self.init(
            terms: terms, tails: tails, keys: ordered.flatMap(\.numbers),
            medians: ordered.map { Float(log($0.latencies.median)) },
            counts: ordered.map { UInt16(clamping: $0.latencies.count) }, modelCount: modelCount)
    }

    /// A logarithm brought towards what was measured for each kernel's configuration, where it is known.
    func shrink(_ logarithms: [Double], _ kernels: [KernelView], _ table: FeatureTable) -> [Double] {
        let keys = ConfigurationKey.all(kernels, table, terms: terms)
        return logarithms.indices.map { row in
            guard let place = place(of: keys[row]) else { return logarithms[row] }
            let share = Double(counts[place]) / (Double(counts[place]) + modelCount)
            return logarithms[row] * (1 - share) + Double(medians[place]) * share
        }
    }

    /// Whether each kernel's configuration was seen.
    func contains(_ kernels: [KernelView], _ table: FeatureTable) -> [Bool] {
        ConfigurationKey.all(kernels, table, terms: terms).map { place(of: $0) != nil }
    }

    private func place(of configuration: ConfigurationKey) -> Int? {
        guard let tail = tails.firstIndex(of: configuration.tail) else { return nil }
        let key = configuration.numbers + [Int32(tail)]
        var (low, high) = (0, medians.count)
        while low < high {
            let middle = (low + high) / 2
            let candidate = keys[middle * key.count..<(middle + 1) * key.count]
            if candidate.elementsEqual(key) { return middle }
            if candidate.lexicographicallyPrecedes(key) { low = middle + 1 } else { high = middle }
        }
        return nil
    }
}

extension [Double] {
    /// The middle value, or the mean of the two; NaN of none.
    var median: Double { quantile(0.5) }

    /// The value below which the given part lies, by linear interpolation; NaN of none.
    func quantile(_ part: Double) -> Double {
        guard !isEmpty else { return .nan }
        let ordered = sorted()
        let place = part * Double(count - 1)
        let below = Int(place)
        let above = Swift.min(below + 1, count - 1)
        return ordered[below] + (place - Double(below)) * (ordered[above] - ordered[below])
    }
}
