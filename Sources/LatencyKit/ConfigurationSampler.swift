import KernelFormation
import LatencyPrediction
import Measurements

/// Chooses configurations of a kernel type to measure, as a file that can be measured and given back.
public struct ConfigurationSampler: Sendable {
    /// The kernel types that it knows, and the ways to choose.
    public static let kernels = KernelSampler.types.map(\.rawValue)
    public static let methods = KernelSampler.Method.allCases.map(\.rawValue)

    private let locations: PoolLocations
    private let column: String?
    private let prior: String?

    /// - Parameters:
    ///   - locations: beside which the kernels of the measured networks are: the prior, where no file is given.
    ///   - prior: a table of shapes with `HW`, `CIN`, `COUT` or `CHANNELS`, `KERNEL_SIZE`, `STRIDES` and `FREQ`.
    ///   - column: of a table of measurements with several.
    public init(locations: PoolLocations, prior: String? = nil, column: String? = nil) {
        self.locations = locations
        self.prior = prior
        self.column = column
    }

    /// A CSV with LitePred's columns, of `count` different configurations or of as many as there are.
    ///
    /// - Parameters:
    ///   - count: how many at most.
    ///   - kernel: one of `kernels`.
    ///   - method: one of `methods`.
    ///   - measurements: files of measured kernels, for `adaptive`.
    ///   - seed: what the choice is drawn with.
    ///   - folder: where each is written as a model too, whose file a last column names.
    public func sample(
        _ count: Int, of kernel: String, by method: String, measurements: [String] = [], seed: UInt64 = 0,
        in folder: inout KernelFolder?
    ) throws(LatencyKitError) -> String {
        guard let type = KernelType(rawValue: kernel), KernelSampler.types.contains(type) else {
            throw LatencyKitError(
                .usage, "expected one of \(Self.kernels.joined(separator: ", ")), found \"\(kernel)\"",
                location: "kernel")
        }
        guard let method = KernelSampler.Method(rawValue: method) else {
            throw LatencyKitError(
                .usage, "expected one of \(Self.methods.joined(separator: ", ")), found \"\(method)\"",
                location: "sampler")
        }
        let shapes = try LatencyKitError.rethrowing {
            let prior =
                try self.prior.map { try PriorTable.read(contentsOf: $0) }
                ?? ShapePrior(type, of: try locations.convolutionalNetworkKernels())
            let sampler = try KernelSampler(type, prior: prior, seed: seed)
            switch method {
            case .uniform: return sampler.uniform(count)
            case .vae: return try sampler.vae(count)
            case .adaptive: return try sampler.adaptive(count, measured: try measured(type, measurements))
            }
        }
        var text = "kernel,hw,cin,cout,k,stride" + (folder == nil ? "\n" : ",file\n")
        for shape in shapes {
            let numbers = [shape.size, shape.inputChannels, shape.outputChannels, shape.kernel, shape.stride]
            text += ([kernel] + numbers.map(String.init)).joined(separator: ",")
            if folder != nil, let configuration = Kernel(type, shape)?.configuration {
                text += "," + (try folder?.write(type, configuration) ?? "")
            }
            text += "\n"
        }
        return text
    }

    /// The measured kernels of the type.
    private func measured(
        _ type: KernelType, _ paths: [String]
    ) throws(LatencyKitError) -> [(shape: KernelShape, workload: Workload, milliseconds: Double)] {
        let loader = MeasurementLoader(locations: locations, column: column)
        var result: [(shape: KernelShape, workload: Workload, milliseconds: Double)] = []
        for path in paths {
            for entry in try loader.file(path, need: .measurements).entries {
                guard case .workload(let workload) = entry.subject, workload.kind == .kernel,
                    let kernel = workload.parts.first?.kernel, kernel.type == type,
                    let milliseconds = entry.milliseconds
                else { continue }
                result.append((KernelShape(kernel), workload, milliseconds))
            }
        }
        return result
    }
}
