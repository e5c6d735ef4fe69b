import KernelFormation
import LatencyPrediction
import ModelFormats

/// A folder of models of one kernel each, to measure kernels alone.
public struct KernelFolder {
    /// The formats of the models, by name.
    public static let formats = KernelModel.Format.allCases.map(\.rawValue)

    private let path: String
    private let format: KernelModel.Format
    /// How often a name was asked for.
    private var counts: [String: Int] = [:]
    /// Kernels of which the configuration leaves open what they compute.
    public private(set) var omittedCount = 0

    /// - Parameters:
    ///   - path: made where it is not there.
    ///   - format: one of `formats`.
    public init(path: String, format: String) throws(LatencyKitError) {
        guard let format = KernelModel.Format(rawValue: format) else {
            throw LatencyKitError(
                .usage, "expected one of \(Self.formats.joined(separator: ", ")), found \"\(format)\"")
        }
        (self.path, self.format) = (path, format)
        try BatchFolder.make(path)
    }

    /// Writes a kernel as a model with made weights, the same for the same kernel.
    ///
    /// - Returns: the file's name in the folder; nil where the configuration leaves open what the kernel computes.
    mutating func write(
        _ type: KernelType, _ configuration: KernelConfiguration
    ) throws(LatencyKitError) -> String? {
        guard let graph = KernelModel.graph(type, configuration, format) else {
            omittedCount += 1
            return nil
        }
        var generator = SeededGenerator(seed: 0)
        let bytes: [UInt8]
        do {
            bytes =
                switch format {
                case .onnx:
                    try ONNXWriter(operatorSets: [.init(version: KernelModel.opset)], irVersion: 9).write(
                        graph, weightsFrom: &generator)
                case .tflite: try TFLiteWriter().write(graph, weightsFrom: &generator)
                }
        } catch {
            throw LatencyKitError(.defect, path: path, "\(KernelModel.name(type, configuration)): \(error)")
        }
        let stem = KernelModel.name(type, configuration)
        counts[stem, default: 0] += 1
        let name = stem + (counts[stem] == 1 ? "" : "_\(counts[stem] ?? 0)") + ".\(format.rawValue)"
        try OutputFile(path: "\(path)/\(name)").write(bytes)
        return name
    }
}
