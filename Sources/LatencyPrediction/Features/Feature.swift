/// A number of a kernel that predictors learn from.
///
/// One feature is one line in `Features.all`; pool files name the features that they need.
public struct Feature: Sendable {
    public let name: String
    /// What it counts; empty for a ratio or a plain number.
    public let unit: String
    let value: @Sendable (KernelView) -> Double

    init(_ name: String, _ unit: String, _ value: @escaping @Sendable (KernelView) -> Double) {
        self.name = name
        self.unit = unit
        self.value = value
    }

    init(_ name: String, _ unit: String, _ value: @escaping @Sendable (KernelView) -> Int) {
        self.init(name, unit) { Double(value($0)) }
    }
}
