import JSONText

/// The block latencies of nn-Meter's search for hybrid transformers, as published: https://github.com/microsoft/nn-Meter,
/// branch dev/hybrid-transformer, commit 9c31e190e78d6ac558213c68b41575fe545c0533. A JSON object a phone: block to
/// milliseconds.
public enum BlockBenchmark {
    /// The phones, in the files' order.
    static let phones: [(device: String, processor: String, file: String)] = [
        ("pixel1", "Snapdragon 821", "pixel1_lut_ln_v3.json"), ("pixel4", "Snapdragon 855", "pixel4_lut_ln_v3.json"),
        ("xiaomi11", "Snapdragon 888", "xiaomi11_lut_ln_v3.json"),
    ]

    static let source = MeasurementTable.Source(
        address: "https://github.com/microsoft/nn-Meter", commit: "9c31e190e78d6ac558213c68b41575fe545c0533",
        licence: "MIT", citation: "Zhang et al.: nn-Meter, MobiSys 2021")

    /// The blocks and their times on each phone, read from the folder that holds the files.
    public static func phones(inFolder folder: String) throws(MeasurementError) -> MeasurementTable {
        var workloads: [Workload] = []
        var columns: [MeasurementTable.Column] = []
        for phone in phones {
            let table = try blocks(contentsOf: "\(folder)/\(phone.file)")
            if workloads.isEmpty { workloads = table.map(\.block) }
            let times = Dictionary(table.map { ($0.block.name, $0.milliseconds) }) { first, _ in first }
            columns.append(
                MeasurementTable.Column(
                    device: phone.device, processor: phone.processor, unit: "cpu", threads: 1, framework: "tflite",
                    frameworkVersion: "", precision: "fp32", milliseconds: workloads.map { times[$0.name] }))
        }
        return MeasurementTable(source: source, workloads: workloads, columns: columns)
    }

    /// The blocks of one file in its order, with their milliseconds.
    public static func blocks(
        contentsOf path: String
    ) throws(MeasurementError) -> [(block: Workload, milliseconds: Double)] {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let bytes: [UInt8]
        do throws(SystemError) { bytes = try FileBytes.read(path) } catch {
            throw MeasurementError(.unreadable(error.message), file: path)
        }
        return try blocks(bytes, file: file)
    }

    static func blocks(
        _ bytes: [UInt8], file: String
    ) throws(MeasurementError) -> [(block: Workload, milliseconds: Double)] {
        do throws(JSONError) { return try blocks(JSONReader(try JSONValue(parsing: bytes))) } catch {
            throw MeasurementError(.malformed(error.description), file: file)
        }
    }

    private static func blocks(_ reader: JSONReader) throws(JSONError) -> [(block: Workload, milliseconds: Double)] {
        var result: [(block: Workload, milliseconds: Double)] = []
        for (key, value) in try reader.members() {
            guard let block = Workload(block: key) else { throw value.error("expected a block of a known design") }
            let milliseconds = try value.number()
            guard milliseconds.isFinite, milliseconds > 0 else {
                throw value.error("expected a number above 0, found \(milliseconds)")
            }
            result.append((block, milliseconds))
        }
        return result
    }
}

extension Workload {
    /// The kernels of a block by its name: `conv_56_24_40_4_2_hard_swish_5_se`; nil where the name is of none.
    public init?(block name: String) {
        let words = name.split(separator: "_").map(String.init)
        let numbers = words.map { Int($0) }
        func number(_ place: Int) -> Int? {
            guard numbers.indices.contains(place), let value = numbers[place], (1...65_536).contains(value) else {
                return nil
            }
            return value
        }
        switch words.first {
        case "firstconv":
            guard words.count == 6, let size = number(1), let inputs = number(2), let outputs = number(3),
                let stride = number(4), let kernel = number(5)
            else { return nil }
            self.init(
                name: name, kind: .block, group: "firstconv",
                parts: BlockParts.first(
                    size: size, inputs: inputs, outputs: outputs, stride: stride, kernel: kernel))
        case "conv":
            guard words.count >= 9, let size = number(1), let inputs = number(2), let outputs = number(3),
                let expansion = number(4), let stride = number(5), let kernel = number(words.count - 2)
            else { return nil }
            self.init(
                name: name, kind: .block, group: "conv",
                parts: BlockParts.invertedBottleneck(
                    size: size, inputs: inputs, outputs: outputs, expansion: expansion, stride: stride, kernel: kernel,
                    activation: words[6..<words.count - 2].joined(separator: "_"), squeezes: words.last == "se"))
        case "transds":
            guard words.count == 6, let size = number(1), let inputs = number(2), let outputs = number(3),
                let stride = number(4), let expansion = number(5)
            else { return nil }
            self.init(
                name: name, kind: .block, group: "transds",
                parts: BlockParts.invertedBottleneck(
                    size: size, inputs: inputs, outputs: outputs, expansion: expansion, stride: stride, kernel: 3,
                    activation: "hard_swish", squeezes: true))
        case "transattn":
            guard words.count >= 6, let size = number(1), let channels = number(2), let scale = number(words.count - 2)
            else { return nil }
            self.init(
                name: name, kind: .block, group: "transattn",
                parts: BlockParts.attention(tokens: size * size, channels: channels, scale: scale))
        case "transffn":
            guard words.count >= 6, let size = number(1), let channels = number(2), let ratio = number(3) else {
                return nil
            }
            self.init(
                name: name, kind: .block, group: "transffn",
                parts: BlockParts.feedForward(tokens: size * size, channels: channels, ratio: ratio))
        case "mbpool":
            guard words.count >= 6, let size = number(1), let channels = number(2), let outputs = number(3),
                let expansion = number(4)
            else { return nil }
            self.init(
                name: name, kind: .block, group: "mbpool",
                parts: BlockParts.head(size: size, channels: channels, outputs: outputs, expansion: expansion))
        default: return nil
        }
    }
}
