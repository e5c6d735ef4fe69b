import KernelFormation

/// The columns that LitePred and nn-Meter describe kernels by: `kernel, hw, cin, cout, k, stride`, in either case.
struct LitePredColumns {
    /// What the columns are called: by nn-Meter, and by LitePred.
    private static let names = [
        "hw": "HW", "cin": "CIN", "cout": "COUT", "k": "KERNEL_SIZE", "stride": "STRIDES",
    ]

    private let kernel: Int
    private let size: Int
    private let inputs: Int
    private let outputs: Int
    private let window: Int
    private let stride: Int
    private let latency: Int?

    /// Whether a table has them.
    static func describes(_ table: CSVTable) -> Bool {
        table.columns.contains("kernel") && (table.columns.contains("hw") || table.columns.contains("HW"))
    }

    /// - Parameter latency: the column of milliseconds; nil where there are none.
    init(_ table: CSVTable, latency: String?) throws(MeasurementError) {
        func place(_ name: String) throws(MeasurementError) -> Int {
            let other = Self.names[name] ?? name
            return try table.index(of: table.columns.contains(other) ? other : name)
        }
        kernel = try place("kernel")
        size = try place("hw")
        inputs = try place("cin")
        outputs = try place("cout")
        window = try place("k")
        stride = try place("stride")
        self.latency = try latency.map { (latency) throws(MeasurementError) in try table.index(of: latency) }
    }

    /// The row's kernel and its milliseconds; nil where the table has none.
    func read(
        _ row: CSVTable.Row, of table: CSVTable
    ) throws(MeasurementError) -> (workload: Workload, milliseconds: Double?) {
        let name = row.fields[kernel]
        func size(_ column: Int) throws(MeasurementError) -> Int {
            let text = row.fields[column]
            guard let value = text.isEmpty ? 1 : Int(text), (1...65_536).contains(value) else {
                throw table.fault(row, column, "expected a whole number from 1 to 65536, found \"\(text)\"")
            }
            return value
        }
        let shape = KernelShape(
            size: try size(self.size), inputChannels: try size(inputs), outputChannels: try size(outputs),
            kernel: try size(window), stride: try size(stride))
        guard let made = KernelType(rawValue: name).flatMap({ Kernel($0, shape) }) else {
            throw table.fault(row, kernel, "expected a kernel of nn-Meter, found \"\(name)\"")
        }
        let milliseconds = try latency.map { (latency) throws(MeasurementError) in try table.positive(row, latency) }
        let label = [
            name, row.fields[self.size], row.fields[inputs], row.fields[outputs], row.fields[self.window],
            row.fields[self.stride],
        ].joined(separator: "_")
        return (Workload(name: label, kind: .kernel, group: name, parts: [.init(made)]), milliseconds)
    }
}
