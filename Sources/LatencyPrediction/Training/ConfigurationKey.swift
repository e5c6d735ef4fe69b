/// What tells the configurations of one scope apart.
struct ConfigurationKey: Hashable {
    let numbers: [Int32]
    let tail: String

    /// One for each kernel of the table, from terms that are whole numbers.
    static func all(_ kernels: [KernelView], _ table: FeatureTable, terms: [Term]) -> [ConfigurationKey] {
        let design = table.design(terms)
        return kernels.indices.map { row in
            let numbers = design.elements[row * terms.count..<(row + 1) * terms.count]
            return ConfigurationKey(numbers: numbers.map { Int32(exactly: $0) ?? -1 }, tail: kernels[row].tail)
        }
    }
}
