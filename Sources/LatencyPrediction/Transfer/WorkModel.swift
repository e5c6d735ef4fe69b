import Glibc

/// How long each term's unit takes on one platform: a workload takes Σ work · exp(w), kernel by kernel.
struct WorkModel: Sendable, Hashable {
    /// w, by term: ln(milliseconds of a unit / what is typical).
    var logarithms: [Double]

    private static let typical = WorkTerm.allCases.map(\.typicalMilliseconds)

    /// The milliseconds of a unit of each term.
    var rates: [Double] { zip(logarithms, Self.typical).map { exp($0) * $1 } }

    /// What of the whole each term takes, in milliseconds.
    func parts(_ work: Work) -> [Double] { zip(work.amounts, rates).map(*) }

    func milliseconds(_ work: Work) -> Double { zip(work.amounts, rates).reduce(0) { $0 + $1.0 * $1.1 } }
}
