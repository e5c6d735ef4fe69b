extension Int {
    /// The sum of two counts, held at the greatest number where it does not fit.
    func clampedSum(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }

    /// Adds, held at the greatest number where the sum does not fit.
    mutating func formClampedSum(_ other: Int) { self = clampedSum(other) }

    /// The product of two counts, held at the greatest number where it does not fit.
    func clampedProduct(_ other: Int) -> Int {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }
}
