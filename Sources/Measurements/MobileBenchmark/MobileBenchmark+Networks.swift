extension MobileBenchmark {
    /// A table of networks from end to end, and the framework that ran them.
    public enum NetworkTable: String, Sendable, CaseIterable {
        case torch = "torch_cnn_e2e.csv"
        case torchTransformers = "torch_transformer_e2e.csv"
        case tflite = "tflite_cnn_e2e.csv"
        case tfliteTransformers = "tflite_transformer_e2e.csv"

        var framework: (name: String, version: String) {
            switch self {
            case .torch, .torchTransformers: ("pytorch-mobile", "2.0")
            case .tflite: ("tflite", "2.10")
            case .tfliteTransformers: ("tflite", "2.15")
            }
        }
    }

    /// How the names of networks begin whose graphs nobody has: as their publisher configures them, they have 1.4 times
    /// the operations that the table says.
    static let unknownNetworks = "mobilevitv2-"

    /// What the tables say of a network that did not run on a device.
    private static let notRun = "N/A"

    /// The processors of the tables' devices.
    static let processors = [
        "a03s": "Helio P35", "iphone7": "A10", "mi8se": "Snapdragon 710", "onefusion": "Snapdragon 710",
        "pixel4": "Snapdragon 855", "s10": "Exynos 9820",
    ]

    /// The end-to-end times on CPUs, a column for each setting of device, cores and precision.
    ///
    /// - Parameter kernels: of every network that the table names.
    public static func cpus(
        _ table: NetworkTable, inFolder folder: String, kernels: NetworkKernels
    ) throws(MeasurementError) -> MeasurementTable {
        let all = try cpus(try CSVTable(contentsOf: "\(folder)/\(table.rawValue)"), kernels, table.framework)
        // PyTorch's transformers take 1.8 times as long in bytes as in floats, its CNNs 1.3 times: what is learnt of one
        // misleads about the other.
        return table == .torchTransformers ? all.keeping(precision: "fp32") : all
    }

    /// The same of several tables, as one.
    public static func cpus(
        _ tables: [NetworkTable], inFolder folder: String, kernels: NetworkKernels
    ) throws(MeasurementError) -> MeasurementTable {
        var result: MeasurementTable?
        for table in tables {
            let next = try cpus(table, inFolder: folder, kernels: kernels)
            result = result?.appending(next) ?? next
        }
        guard let result else { preconditionFailure("a table at least") }
        return result
    }

    /// The end-to-end times of TFLite on GPUs, a column for each.
    ///
    /// - Parameter kernels: of every network that the table names.
    public static func gpuNetworks(
        inFolder folder: String, kernels: NetworkKernels
    ) throws(MeasurementError) -> MeasurementTable {
        let table = try CSVTable(contentsOf: "\(folder)/\(NetworkTable.tflite.rawValue)")
        return try networks(table, kernels, NetworkTable.tflite.framework) { $0 == "gpu" }
    }

    static func cpus(
        _ table: CSVTable, _ kernels: NetworkKernels, _ framework: (name: String, version: String)
    ) throws(MeasurementError) -> MeasurementTable {
        try networks(table, kernels, framework) { $0 != "gpu" }
    }

    private static func networks(
        _ table: CSVTable, _ kernels: NetworkKernels, _ framework: (name: String, version: String),
        on isWanted: (String) -> Bool
    ) throws(MeasurementError) -> MeasurementTable {
        let model = try table.index(of: "model")
        let rows = table.rows.filter { !$0.fields[model].hasPrefix(unknownNetworks) }
        var workloads: [Workload] = []
        for row in rows {
            let name = row.fields[model]
            guard let parts = kernels.parts[name] else {
                throw table.fault(row, model, "expected a network whose kernels are known, found \"\(name)\"")
            }
            workloads.append(Workload(name: name, kind: .network, group: "network", parts: parts))
        }
        var columns: [MeasurementTable.Column] = []
        for (place, title) in table.columns.enumerated() where title.hasSuffix("|mean") {
            let words = title.split(separator: "|").map(String.init)
            guard words.count == 4, isWanted(words[1]) else { continue }
            let scatter = table.deviation(beside: place)
            var milliseconds: [Double?] = []
            var repeatDeviations: [Double] = []
            for row in rows {
                let hasRun = row.fields[place] != notRun
                milliseconds.append(hasRun ? try table.positive(row, place) / 1000 : nil)
                repeatDeviations.append(hasRun ? try table.share(row, scatter, of: place) : 0)
            }
            columns.append(
                MeasurementTable.Column(
                    device: words[0], processor: processors[words[0]] ?? "",
                    unit: words[1] == "gpu" ? "gpu" : "cpu-\(words[1])",
                    threads: words[1].split(whereSeparator: \.isLetter).compactMap { Int($0) }.reduce(0, +),
                    framework: framework.name, frameworkVersion: framework.version,
                    precision: words[2] == "quant" ? "int8" : words[1] == "gpu" ? "fp16" : "fp32",
                    milliseconds: milliseconds, repeatDeviations: repeatDeviations))
        }
        return MeasurementTable(
            source: .init(address: source, commit: commit, licence: licence, citation: citation),
            workloads: workloads, columns: columns)
    }
}
