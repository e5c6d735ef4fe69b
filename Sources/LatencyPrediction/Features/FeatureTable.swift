/// The features of many kernels, computed once for all models that read them.
struct FeatureTable: Sendable {
    let rows: Int
    /// By kernel, each with a value for every feature of the registry; those not asked for stay 0.
    private let values: [[Double]]

    /// - Parameter terms: what will be read from the table.
    init(_ kernels: [KernelView], for terms: some Sequence<Term>) {
        let needed = Set(terms.flatMap(\.factors)).sorted()
        rows = kernels.count
        values = kernels.map { kernel in
            var row = Array(repeating: 0.0, count: Features.all.count)
            for place in needed { row[place] = Features.all[place].value(kernel) }
            return row
        }
    }

    /// One column per term, in double precision.
    func design(_ terms: [Term]) -> Design {
        Design(rows: rows, columns: terms.count, elements: values.flatMap { row in terms.map { $0.value(row) } })
    }

    /// One column per term, in single precision.
    func matrix(_ terms: [Term]) -> Matrix {
        Matrix(rows: rows, columns: terms.count, elements: values.flatMap { row in terms.map { Float($0.value(row)) } })
    }
}
