import Glibc

/// A column of a model's input: a product of features, or its logarithm, as pool files write it: `macs`,
/// `threads*loop_length`, `log2(macs)`.
public struct Term: Sendable, Hashable {
    /// Places in `Features.all`.
    let factors: [Int]
    let isLogarithm: Bool

    /// Reads the written form.
    public init(_ text: String) throws(PredictionError) {
        isLogarithm = text.hasPrefix("log2(") && text.hasSuffix(")")
        let product = isLogarithm ? text.dropFirst(5).dropLast() : text[...]
        var factors: [Int] = []
        for name in product.split(separator: "*", omittingEmptySubsequences: false) {
            guard let place = Features.place(of: String(name)) else {
                throw PredictionError(
                    .malformed("expected a feature's name, found \"\(name)\""), at: "term \"\(text)\"")
            }
            factors.append(place)
        }
        self.factors = factors
    }

    /// What it counts: `log2(threads·slices)`.
    public var unit: String {
        let units = factors.map { Features.all[$0].unit }.filter { !$0.isEmpty }.joined(separator: "·")
        return isLogarithm && !units.isEmpty ? "log2(\(units))" : units
    }

    /// Its value, given those of all features that it needs. Logarithms take no less than 2⁻²⁰.
    func value(_ features: [Double]) -> Double {
        var product = 1.0
        for factor in factors { product *= features[factor] }
        return isLogarithm ? log2(max(product, 0x1p-20)) : product
    }
}

extension Term: CustomStringConvertible {
    public var description: String {
        let product = factors.map { Features.all[$0].name }.joined(separator: "*")
        return isLogarithm ? "log2(\(product))" : product
    }
}
