import ArgumentParser

/// A time that a model may take, as people write it: `20ms`, `1.5s`, `800us`, or milliseconds without a unit.
struct LatencyBudget: ExpressibleByArgument, Hashable, Sendable {
    let milliseconds: Double

    init?(argument: String) {
        let units: [(suffix: String, milliseconds: Double)] = [("us", 1e-3), ("ms", 1), ("s", 1e3)]
        let unit = units.first { argument.hasSuffix($0.suffix) }
        guard let number = Double(argument.dropLast(unit?.suffix.count ?? 0)), number.isFinite, number > 0 else {
            return nil
        }
        milliseconds = number * (unit?.milliseconds ?? 1)
    }
}

/// A part of a whole, as people write it: `5%` or `0.05`.
struct Fraction: ExpressibleByArgument, Hashable, Sendable {
    let value: Double

    init?(argument: String) {
        let isPercentage = argument.hasSuffix("%")
        guard let number = Double(argument.dropLast(isPercentage ? 1 : 0)), number.isFinite, number >= 0 else {
            return nil
        }
        value = isPercentage ? number / 100 : number
    }
}
