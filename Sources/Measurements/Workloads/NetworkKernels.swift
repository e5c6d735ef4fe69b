import KernelFormation

/// The kernels of networks whose times are published without them, as `samples/network_kernels.py` writes them.
public struct NetworkKernels: Sendable {
    /// By the network's name.
    public let parts: [String: [Workload.Part]]

    /// Reads tables of different networks.
    public init(contentsOf paths: [String]) throws(MeasurementError) {
        var parts: [String: [Workload.Part]] = [:]
        for path in paths {
            parts.merge(try NetworkKernels(try CSVTable(contentsOf: path)).parts) { first, _ in first }
        }
        self.parts = parts
    }

    init(_ table: CSVTable) throws(MeasurementError) {
        let network = try table.index(of: "network")
        let count = try table.index(of: "count")
        let kernels = try KernelColumns(table)
        var parts: [String: [Workload.Part]] = [:]
        for row in table.rows {
            parts[row.fields[network], default: []].append(
                Workload.Part(try kernels.kernel(row, of: table), count: try table.count(row, count)))
        }
        self.parts = parts
    }
}

/// The columns that describe a kernel, by their places.
struct KernelColumns {
    private static let fields: [(name: String, path: any WritableKeyPath<KernelConfiguration, Int> & Sendable)] = [
        ("input_height", \.inputHeight), ("input_width", \.inputWidth), ("input_channels", \.inputChannels),
        ("output_height", \.outputHeight), ("output_width", \.outputWidth), ("output_channels", \.outputChannels),
        ("kernel_height", \.kernelHeight), ("kernel_width", \.kernelWidth), ("stride_height", \.strideHeight),
        ("stride_width", \.strideWidth), ("dilation_height", \.dilationHeight), ("dilation_width", \.dilationWidth),
        ("groups", \.groups), ("pad_top", \.padTop), ("pad_left", \.padLeft), ("pad_bottom", \.padBottom),
        ("pad_right", \.padRight), ("input_count", \.inputCount), ("macs", \.multiplyAccumulates),
        ("parameters", \.parameters), ("bytes_read", \.bytesRead), ("bytes_written", \.bytesWritten),
    ]

    /// The columns' titles.
    static var titles: [String] {
        ["type", "operation", "tail"] + fields.map(\.name) + [batchTitle, algorithmTitle]
    }

    /// A kernel, as the columns hold it.
    static func fields(of kernel: Kernel) -> [String] {
        [kernel.type.rawValue, kernel.configuration.operation, kernel.configuration.tail.joined(separator: " ")]
            + fields.map { String(kernel.configuration[keyPath: $0.path]) }
            + [String(kernel.configuration.batch), kernel.configuration.algorithm]
    }

    /// What a table may lack: images in a batch, and how the runtime computes.
    private static let batchTitle = "batch"
    private static let algorithmTitle = "algorithm"

    private let type: Int
    private let operation: Int
    private let tail: Int
    private let places: [Int]
    private let batch: Int?
    private let algorithm: Int?

    init(_ table: CSVTable) throws(MeasurementError) {
        type = try table.index(of: "type")
        operation = try table.index(of: "operation")
        tail = try table.index(of: "tail")
        var places: [Int] = []
        for field in Self.fields { places.append(try table.index(of: field.name)) }
        self.places = places
        batch = table.columns.firstIndex(of: Self.batchTitle)
        algorithm = table.columns.firstIndex(of: Self.algorithmTitle)
    }

    /// The row's kernel.
    func kernel(_ row: CSVTable.Row, of table: CSVTable) throws(MeasurementError) -> Kernel {
        guard let type = KernelType(rawValue: row.fields[type]) else {
            throw table.fault(row, self.type, "expected a kernel type, found \"\(row.fields[self.type])\"")
        }
        var configuration = KernelConfiguration()
        for (field, place) in zip(Self.fields, places) {
            configuration[keyPath: field.path] = try table.count(row, place)
        }
        if let batch { configuration.batch = try table.count(row, batch) }
        if let algorithm { configuration.algorithm = row.fields[algorithm] }
        configuration.operation = row.fields[operation]
        configuration.tail = row.fields[tail].split(separator: " ").map(String.init)
        return Kernel(type: type, anchor: nil, nodes: [], rule: "", configuration: configuration)
    }
}

extension CSVTable {
    /// The largest size or count that a table may name: products of some still fit.
    private static let countLimit = 1 << 40

    /// The field as a whole number, zero or more.
    func count(_ row: Row, _ column: Int) throws(MeasurementError) -> Int {
        guard let number = Int(row.fields[column]), number >= 0, number <= Self.countLimit else {
            throw fault(
                row, column,
                "expected a whole number from 0 to \(Self.countLimit), found \"\(row.fields[column])\"")
        }
        return number
    }
}
