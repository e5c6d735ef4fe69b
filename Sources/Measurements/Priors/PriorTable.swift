public import KernelFormation

/// A table of kernels' shapes and how often networks have them, as LitePred publishes its priors: `HW`, `CIN` and
/// `COUT`, or `CHANNELS`, `KERNEL_SIZE`, `STRIDES`, `SCALED_FREQ` or `FREQ`, and `CAT`.
public enum PriorTable {
    /// Which rows count.
    public enum Part: String, Sendable {
        case test, train
    }

    /// Reads a table; of a part only, where one is named.
    public static func read(contentsOf path: String, part: Part? = nil) throws(MeasurementError) -> ShapePrior {
        try read(try CSVTable(contentsOf: path), part: part)
    }

    static func read(_ table: CSVTable, part: Part? = nil) throws(MeasurementError) -> ShapePrior {
        let size = try table.index(of: "HW")
        let isSquare = table.columns.contains("CHANNELS")
        let inputs = try table.index(of: isSquare ? "CHANNELS" : "CIN")
        let outputs = try table.index(of: isSquare ? "CHANNELS" : "COUT")
        let kernel = try table.index(of: "KERNEL_SIZE")
        let stride = try table.index(of: "STRIDES")
        let weight = try table.index(of: table.columns.contains("SCALED_FREQ") ? "SCALED_FREQ" : "FREQ")
        let category = try part.map { (_) throws(MeasurementError) in try table.index(of: "CAT") }
        var prior = ShapePrior(shapes: [], weights: [])
        for row in table.rows {
            if let category, row.fields[category] != part?.rawValue { continue }
            prior.shapes.append(
                KernelShape(
                    size: try table.extent(row, size), inputChannels: try table.extent(row, inputs),
                    outputChannels: try table.extent(row, outputs), kernel: try table.extent(row, kernel),
                    stride: try table.extent(row, stride)))
            prior.weights.append(try table.positive(row, weight))
        }
        return prior
    }
}

extension ShapePrior {
    /// The shapes of a type's kernels in networks, each with how often it runs; of a type that no network runs on its
    /// own, the outputs of convolutions.
    public init(_ type: KernelType, of networks: NetworkKernels) {
        var counts: [KernelShape: Int] = [:]
        func add(_ isWanted: (Kernel) -> Bool, _ shape: (KernelConfiguration) -> KernelShape) {
            for part in networks.parts.values.joined() where isWanted(part.kernel) {
                counts[shape(part.kernel.configuration), default: 0] += part.count
            }
        }
        add({ $0.type == type }) { configuration in
            KernelShape(configuration)
        }
        if counts.isEmpty {
            add({ $0.type == .conv || $0.type == .dwconv }) { configuration in
                KernelShape(
                    size: configuration.outputHeight, inputChannels: configuration.outputChannels,
                    outputChannels: configuration.outputChannels)
            }
        }
        let sorted = counts.filter { $0.key.isOrdinary }.sorted { $0.key.order.lexicographicallyPrecedes($1.key.order) }
        self.init(shapes: sorted.map(\.key), weights: sorted.map { Double($0.value) })
    }
}

extension KernelShape {
    fileprivate var order: [Int] { [size, inputChannels, outputChannels, kernel, stride] }
    fileprivate var isOrdinary: Bool { order.allSatisfy { $0 > 0 } }
}

extension CSVTable {
    /// The field as a size: a whole number from 1 to 65,536, perhaps written as `14.0`.
    fileprivate func extent(_ row: Row, _ column: Int) throws(MeasurementError) -> Int {
        let value = try positive(row, column)
        guard let size = Int(exactly: value), (1...65_536).contains(size) else {
            throw fault(row, column, "expected a whole number from 1 to 65536, found \"\(row.fields[column])\"")
        }
        return size
    }
}
