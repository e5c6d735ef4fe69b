import Glibc
public import Measurements

/// How often a way to choose the source that is most like a platform finds the one that truly is.
public struct SelectorEvaluator: Sendable {
    /// What chooses.
    public enum Selector: String, Sendable, Hashable, CaseIterable {
        /// The least Σ p ln(p / q), as LitePred's paper has it.
        case divergence = "least KL divergence"
        /// The least deviation of ln(measured / predicted): what `similar` sorts by.
        case deviation = "least log deviation"
        /// The largest correlation of logarithms.
        case correlation = "largest log correlation"
        /// As LitePred's released detector sorts.
        case wrongDivergence = "largest KL divergence"
        /// The first of the pool.
        case first = "first of the pool"
        /// The truly best: what none can surpass.
        case oracle
    }

    /// A selector's outcome over all platforms of a table.
    public struct Row: Sendable, Hashable {
        public var table: String
        public var samples: Int
        public var selector: Selector
        public var choices: Int
        /// The part of the choices that are the truly best source, and that are among the best three.
        public var best: Double
        public var bestThree: Double
        /// Of all other workloads by the chosen source, scaled by the samples: the mean part within 10 %.
        public var within10: Double
    }

    private let table: MeasurementTable
    private let name: String
    private let seed: UInt64

    /// - Parameter name: what the table is called.
    public init(_ table: MeasurementTable, name: String, seed: UInt64 = 0) {
        self.table = table
        self.name = name
        self.seed = seed
    }

    /// Every platform in turn, five times with so many random workloads measured; its sources are the platforms of other
    /// devices with its precision. The truly best has the most of all other workloads within 10 %.
    public func evaluate(samples: Int) -> [Row] {
        var tallies: [Selector: (choices: Int, best: Int, bestThree: Int, within10: Double)] = [:]
        for (place, column) in table.columns.enumerated() {
            let sources = table.columns.filter { $0.device != column.device && $0.precision == column.precision }
            guard sources.count > 1 else { continue }
            for repetition in 0..<5 {
                var generator = SeededGenerator(seed: seed + UInt64(5 * place + repetition))
                let order = generator.permutation(table.workloads.count).filter { column.milliseconds[$0] != nil }
                let outcomes = sources.map {
                    outcome(of: $0, for: column, order.prefix(samples), order.dropFirst(samples))
                }
                let ranks = Self.ranks(outcomes.map(\.within10))
                for selector in Selector.allCases {
                    guard let choice = Self.choice(selector, outcomes, ranks) else { continue }
                    var tally = tallies[selector] ?? (0, 0, 0, 0)
                    tally.choices += 1
                    tally.best += ranks[choice] == 0 ? 1 : 0
                    tally.bestThree += ranks[choice] < 3 ? 1 : 0
                    tally.within10 += outcomes[choice].within10
                    tallies[selector] = tally
                }
            }
        }
        return Selector.allCases.compactMap { selector in
            tallies[selector].map { tally in
                let count = Double(tally.choices)
                return Row(
                    table: name, samples: samples, selector: selector, choices: tally.choices,
                    best: Double(tally.best) / count, bestThree: Double(tally.bestThree) / count,
                    within10: tally.within10 / count)
            }
        }
    }

    /// A source's likeness on the samples, and how well it does on the tests once scaled.
    private struct Outcome {
        var divergence: Double
        var deviation: Double
        var correlation: Double
        var within10: Double
    }

    private func outcome(
        of source: MeasurementTable.Column, for column: MeasurementTable.Column, _ samples: ArraySlice<Int>,
        _ tests: ArraySlice<Int>
    ) -> Outcome {
        func pairs(_ places: ArraySlice<Int>) -> [(source: Double, target: Double)] {
            places.compactMap { place in
                guard let source = source.milliseconds[place], let target = column.milliseconds[place] else {
                    return nil
                }
                return (source, target)
            }
        }
        let (known, rest) = (pairs(samples), pairs(tests))
        let similarity = Similarity(platform: "", predicted: known.map(\.source), measured: known.map(\.target))
        let shift = known.reduce(0) { $0 + log($1.target / $1.source) } / Double(max(known.count, 1))
        let within = rest.count { abs($0.source * exp(shift) / $0.target - 1) <= 0.1 }
        return Outcome(
            divergence: similarity.divergence, deviation: similarity.deviation, correlation: Self.correlation(known),
            within10: Double(within) / Double(max(rest.count, 1)))
    }

    private static func correlation(_ pairs: [(source: Double, target: Double)]) -> Double {
        let (x, y) = (pairs.map { log($0.source) }, pairs.map { log($0.target) })
        let count = Double(max(pairs.count, 1))
        let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
        let product = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
        let squares = (
            x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }, y.reduce(0) { $0 + ($1 - meanY) * ($1 - meanY) }
        )
        return product / max((squares.0 * squares.1).squareRoot(), .leastNormalMagnitude)
    }

    /// How many are better than each.
    private static func ranks(_ values: [Double]) -> [Int] { values.map { value in values.count { $0 > value } } }

    private static func choice(_ selector: Selector, _ outcomes: [Outcome], _ ranks: [Int]) -> Int? {
        func least(_ value: (Outcome) -> Double) -> Int? {
            outcomes.indices.min { value(outcomes[$0]) < value(outcomes[$1]) }
        }
        switch selector {
        case .divergence: return least(\.divergence)
        case .deviation: return least(\.deviation)
        case .correlation: return least { -$0.correlation }
        case .wrongDivergence: return least { -$0.divergence }
        case .first: return outcomes.indices.first
        case .oracle: return ranks.firstIndex(of: 0)
        }
    }
}
