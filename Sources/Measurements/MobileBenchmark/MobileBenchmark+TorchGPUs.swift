import KernelFormation

extension MobileBenchmark {
    /// The file of the operators that PyTorch Mobile ran on each GPU, grouped by operator.
    public static let torchKernelTable = "torch_cnn_ops_gpu.csv"

    /// The operators on the GPUs of PyTorch Mobile: a workload a row. Where a device has no time, there is none.
    public static func torchGPUs(inFolder folder: String) throws(MeasurementError) -> MeasurementTable {
        try torchGPUs(try CSVTable(contentsOf: "\(folder)/\(torchKernelTable)"))
    }

    /// The end-to-end times of PyTorch Mobile on a device's GPU.
    public static func torchNetworks(
        inFolder folder: String, device: String
    ) throws(MeasurementError) -> [NetworkMeasurement] {
        let table = try CSVTable(contentsOf: "\(folder)/\(NetworkTable.torch.rawValue)")
        let model = try table.index(of: "model")
        let mean = try table.index(of: "\(device)|gpu|float|mean")
        let deviation = try table.index(of: "\(device)|gpu|float|std")
        var result: [NetworkMeasurement] = []
        // Some networks did not run there.
        for row in table.rows where !row.fields[mean].isEmpty {
            result.append(
                NetworkMeasurement(
                    network: row.fields[model], latencyMilliseconds: try table.positive(row, mean) / 1000,
                    deviationMilliseconds: try table.notNegative(row, deviation) / 1000))
        }
        return result
    }

    static func torchGPUs(_ table: CSVTable) throws(MeasurementError) -> MeasurementTable {
        let model = try table.index(of: "model")
        let operation = try table.index(of: "operation")
        let feature = try table.index(of: "feature")
        var workloads: [Workload] = []
        for row in table.rows {
            let kernel: Kernel
            do throws(LayerFeatures.Fault) {
                kernel = try torchKernel(row.fields[operation], PythonDictionary(row.fields[feature]))
            } catch {
                throw table.fault(row, error.isOperation ? operation : feature, error.message)
            }
            workloads.append(
                Workload(name: row.fields[model], kind: .kernel, group: kernel.type.rawValue, parts: [.init(kernel)]))
        }
        var columns: [MeasurementTable.Column] = []
        for (place, title) in table.columns.enumerated() where title.hasSuffix("|gpu|float") {
            let device = String(title.dropLast("|gpu|float".count))
            var milliseconds: [Double?] = []
            for row in table.rows {
                milliseconds.append(row.fields[place].isEmpty ? nil : try table.positive(row, place) / 1000)
            }
            columns.append(
                MeasurementTable.Column(
                    device: device, processor: processors[device] ?? "", unit: "gpu-vulkan", threads: 0,
                    framework: NetworkTable.torch.framework.name,
                    frameworkVersion: NetworkTable.torch.framework.version, precision: "fp32",
                    milliseconds: milliseconds))
        }
        return MeasurementTable(
            source: .init(address: source, commit: commit, licence: licence, citation: citation),
            workloads: workloads, columns: columns)
    }

    private static func torchKernel(
        _ operation: String, _ features: PythonDictionary
    ) throws(LayerFeatures.Fault) -> Kernel {
        func image(_ type: KernelType, _ name: String, inputCount: Int = 1) throws(LayerFeatures.Fault) -> Kernel {
            let size = try features.count("input_shape", upTo: 2048)
            return .pointwise(
                type, name, height: size, width: size, channels: try features.count("input_channel", upTo: 8192),
                inputCount: inputCount)
        }
        switch operation {
        case "vulkan_prepack::run_conv2d_context":
            let inputs = try features.count("input_channel", upTo: 8192)
            // Depthwise convolutions are listed without their groups.
            let groups = try features.contains("groups") ? features.count("groups", upTo: 8192) : inputs
            guard inputs.isMultiple(of: groups) else {
                throw .init(isOperation: false, message: "expected channels in \(groups) groups, found \(inputs)")
            }
            return .convolution(
                size: try features.count("input_shape", upTo: 2048), inputs: inputs,
                outputs: try features.count("output_channel", upTo: 8192),
                kernel: try features.count("kernel_size", upTo: 64), stride: try features.count("stride", upTo: 64),
                groups: groups)
        case "vulkan_prepack::run_linear_context":
            return .dense(
                inputs: try features.count("input_shape", upTo: 65_536),
                outputs: try features.count("output_shape", upTo: 65_536))
        // A pool over the whole image is listed without its window.
        case "aten::avg_pool2d" where !features.contains("kernel_size"): return try image(.globalAvgpool, "mean")
        case "aten::max_pool2d", "aten::avg_pool2d":
            return .pool(
                operation == "aten::max_pool2d" ? .maxpool : .avgpool,
                size: try features.count("input_shape", upTo: 2048),
                output: try features.count("output_shape", upTo: 2048),
                channels: try features.count("input_channel", upTo: 8192),
                kernel: try features.count("kernel_size", upTo: 64), stride: try features.count("stride", upTo: 64))
        case "aten::adaptive_avg_pool2d": return try image(.globalAvgpool, "mean")
        case "aten::add": return try image(.add, "add", inputCount: 2)
        case "aten::mul": return try image(.elementwise, "mul", inputCount: 2)
        case "aten::relu", "aten::clamp": return try image(.relu, "relu")
        case "aten::hardswish": return try image(.hswish, "hard_swish")
        case "aten::sigmoid": return try image(.elementwise, "sigmoid")
        case "vulkan_prepack::run_batchnorm_context": return try image(.batchNorm, "batch_norm")
        default:
            throw .init(
                isOperation: true, message: "expected an operation of PyTorch Mobile's, found \"\(operation)\"")
        }
    }
}
