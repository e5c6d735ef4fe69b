public import JSONText
public import KernelFormation
public import LatencyPrediction

/// The kernels of a collection of models, each configuration once, with how often it occurs and in which models.
public struct KernelDataset: Sendable {
    /// In which words the kernels are written.
    public enum Columns: String, Sendable, CaseIterable {
        /// Every feature of the configuration.
        case kernelcast
        /// LitePred's features, where its types have them.
        case litepred
        /// nn-Meter's features, where its types have them.
        case nnMeter = "nn-meter"
    }

    /// How the file is laid out.
    public enum Layout: String, Sendable, CaseIterable {
        case csv, jsonl
    }

    private struct Key: Hashable {
        var type: KernelType
        var configuration: KernelConfiguration
    }

    private struct Occurrence {
        /// Of the first one, among all that were added.
        var place: Int
        var count = 0
        /// Places in the list of models, ascending.
        var models: [Int32] = []
        var latency: KernelPrediction?
        /// Of the model that it was written as.
        var file: String?
    }

    private var occurrences: [Key: Occurrence] = [:]
    /// In the order in which they were added.
    public private(set) var models: [String] = []

    public init() {}

    /// How many configurations there are.
    public var count: Int { occurrences.count }
    public var modelCount: Int { models.count }

    /// Adds what a model runs; views, which run nothing, are left out.
    public mutating func add(_ kernels: [Kernel], of model: String) {
        let place = Int32(clamping: models.count)
        models.append(model)
        for kernel in kernels where !kernel.isFree {
            let key = Key(type: kernel.type, configuration: kernel.configuration)
            var occurrence = occurrences[key] ?? Occurrence(place: occurrences.count)
            occurrence.count += 1
            if occurrence.models.last != place { occurrence.models.append(place) }
            occurrences[key] = occurrence
        }
    }

    /// Gives each kernel the latency that `predict` tells of it, in columns of its own.
    ///
    /// - Parameter predict: one for each kernel, as if it ran alone.
    public mutating func addLatencies(_ predict: ([Kernel]) -> [KernelPrediction]) {
        let keys = sorted().map(\.key)
        let kernels = keys.map {
            Kernel(type: $0.type, anchor: nil, nodes: [], rule: "", configuration: $0.configuration)
        }
        for (key, latency) in zip(keys, predict(kernels)) { occurrences[key]?.latency = latency }
    }

    /// Names for each kernel the file that it was written to, in a column of its own.
    ///
    /// - Parameter write: the file's name; nil for a kernel that has none.
    public mutating func addFiles<Failure>(
        _ write: (KernelType, KernelConfiguration) throws(Failure) -> String?
    ) throws(Failure) {
        for key in sorted().map(\.key) { occurrences[key]?.file = try write(key.type, key.configuration) }
    }

    /// By type, then in the order in which they first occurred.
    private func sorted() -> [(key: Key, value: Occurrence)] {
        occurrences.sorted { ($0.key.type.rawValue, $0.value.place) < ($1.key.type.rawValue, $1.value.place) }
    }

    /// A kernel of the dataset.
    public struct Row: Sendable {
        /// Values by the names of their columns; the features of a configuration stand in an object.
        fileprivate var features: [JSONValue.Member]
        public var count: Int
        /// Places in the list of models, ascending.
        public var models: [Int]

        /// The names of the columns, of which `cells` has the values.
        public var titles: [String] { features.flatMap(\.columns) }

        /// Numbers, texts and lists of texts.
        public var cells: [JSONValue] {
            features.flatMap { member in
                if case .object(let members) = member.value { members.map(\.value) } else { [member.value] }
            }
        }
    }

    /// The kernels that the columns have words for, by type, then in the order in which they first occurred.
    public func rows(_ columns: Columns) -> [Row] {
        sorted().compactMap { key, occurrence in
            guard let features = members(of: key, columns) else { return nil }
            return Row(
                features: features + (occurrence.latency.map(\.members) ?? [])
                    + (occurrence.file.map { [.init("file", .string($0))] } ?? []), count: occurrence.count,
                models: occurrence.models.map(Int.init))
        }
    }

    /// The dataset as a file.
    public func text(_ layout: Layout, _ columns: Columns) -> String {
        let rows = rows(columns).map { $0.features + members(of: $0) }
        switch layout {
        case .jsonl: return rows.map { JSONValue.object($0).text() + "\n" }.joined()
        case .csv:
            var csv = CSVText()
            let titles = Self.titles(rows.map { $0.flatMap(\.columns) })
            csv.add(titles)
            for row in rows {
                let cells = Dictionary(
                    zip(row.flatMap(\.columns), row.flatMap(\.cells)), uniquingKeysWith: { first, _ in first })
                csv.add(titles.map { cells[$0] ?? "" })
            }
            return csv.text
        }
    }

    /// One for each column that occurs: LitePred's and nn-Meter's types have different features.
    public static func titles(_ rows: [[String]]) -> [String] {
        var known: Set<String> = []
        return rows.flatMap { $0.filter { known.insert($0).inserted } }
    }

    /// How many kernels the columns have no words for.
    public func omittedCount(_ columns: Columns) -> Int { occurrences.keys.count { members(of: $0, columns) == nil } }

    private func members(of row: Row) -> [JSONValue.Member] {
        [.init("count", .integer(row.count)), .init("models", .array(row.models.map { .string(models[$0]) }))]
    }

    private func members(of key: Key, _ columns: Columns) -> [JSONValue.Member]? {
        let configuration = key.configuration
        guard columns == .kernelcast else {
            guard let features = PublishedFeatures.features(of: key.type, configuration, columns) else { return nil }
            return [.init("kernel", .string(key.type.rawValue))] + features
        }
        return [
            .init("type", .string(key.type.rawValue)), .init("config", configuration.json),
            .init("macs", .integer(configuration.multiplyAccumulates)),
            .init("parameters", .integer(configuration.parameters)),
            .init("bytes_read", .integer(configuration.bytesRead)),
            .init("bytes_written", .integer(configuration.bytesWritten)),
        ]
    }
}

extension KernelPrediction {
    /// The columns of a latency; empty where there is no estimate.
    fileprivate var members: [JSONValue.Member] {
        [
            .init("latency_ms", latencyMilliseconds.json), .init("latency_low_ms", lowMilliseconds.json),
            .init("latency_high_ms", highMilliseconds.json), .init("status", .string(status.rawValue)),
        ]
    }
}

/// The features by which LitePred's and nn-Meter's predictors know a kernel.
///
/// Feng et al., LitePred, NSDI 2024; https://github.com/microsoft/nn-Meter,
/// nn_meter/builder/kernel_predictor_builder/predictor_builder. Both take the height for the image, the kernel's height
/// and the stride's; work in 2·10⁶ operations and parameters in 10⁶, a bias being a multiplication.
private enum PublishedFeatures {
    static func features(
        of type: KernelType, _ kernel: KernelConfiguration, _ columns: KernelDataset.Columns
    ) -> [JSONValue.Member]? {
        let image = JSONValue.Member("HW", .integer(kernel.inputHeight))
        let input = JSONValue.Member("CIN", .integer(kernel.inputChannels))
        let output = JSONValue.Member("COUT", .integer(kernel.outputChannels))
        let size = JSONValue.Member("KERNEL_SIZE", .integer(kernel.kernelHeight))
        switch type {
        case .conv, .dwconv:
            let weights = weightCount(of: kernel)
            let places = Double(kernel.inputHeight) / Double(max(1, kernel.strideHeight))
            return [
                image, input, output, size, .init("STRIDES", .integer(kernel.strideHeight)),
                .init("FLOPS", .number(2 * places * places * weights / 2e6)), .init("PARAMS", .number(weights / 1e6)),
            ]
        case .maxpool, .avgpool:
            let stride = columns == .nnMeter ? "POOL_STRIDES" : "STRIDES"
            return [image, input, output, size, .init(stride, .integer(kernel.strideHeight))]
        case .fc:
            let columnsIn = Double(kernel.inputChannels)
            let columnsOut = Double(kernel.outputChannels)
            guard columns == .litepred else {
                let work = (2 * columnsIn + 1) * columnsOut
                return [input, output, .init("FLOPS", .number(work / 2e6)), .init("PARAMS", .number(work / 1e6))]
            }
            let weights = (columnsIn + 1) * columnsOut
            return [input, output, .init("FLOPS", .number(2 * weights / 2e6)), .init("PARAMS", .number(weights / 1e6))]
        case .add, .addRelu: return [image, input, .init("CIN2", .integer(kernel.inputChannels))]
        case .batchNorm, .channelshuffle, .globalAvgpool, .hswish, .relu, .se, .split, .swish: return [image, input]
        default: return nil
        }
    }

    /// Weights and biases of a convolution.
    private static func weightCount(of kernel: KernelConfiguration) -> Double {
        let perFilter =
            Double(kernel.kernelHeight) * Double(kernel.kernelWidth)
            * Double(kernel.inputChannels / max(1, kernel.groups))
        return (perFilter + 1) * Double(kernel.outputChannels)
    }
}
