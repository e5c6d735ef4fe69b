/// The TFLite tables of "A Benchmark for ML Inference Latency on Mobile Devices" (EdgeSys 2024), as published:
/// https://github.com/qed-usc/mobile-ml-benchmark, commit 40ba833a9ca560a3035a76a5c3da504082dec001. Times there are
/// microseconds, images square.
public enum MobileBenchmark {
    /// The file of the kernels that each GPU ran, in order of execution.
    public static let kernelTable = "tflite_cnn_ops_gpu.csv"
    /// The file of the networks from end to end.
    public static let networkTable = "tflite_cnn_e2e.csv"

    /// What was measured on each GPU, in the tables' order, read from the folder that holds both tables.
    public static func gpus(inFolder folder: String) throws(MeasurementError) -> [DeviceMeasurements] {
        try gpus(
            kernels: try CSVTable(contentsOf: "\(folder)/\(kernelTable)"),
            networks: try CSVTable(contentsOf: "\(folder)/\(networkTable)"))
    }

    /// What was measured on each GPU that the kernels' table names.
    public static func gpus(kernels: CSVTable, networks: CSVTable) throws(MeasurementError) -> [DeviceMeasurements] {
        let suffix = "|gpu|float"
        let devices = kernels.columns.filter { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) }
        let rows = try kernelRows(kernels, devices: devices)
        var result: [DeviceMeasurements] = []
        for (place, device) in devices.enumerated() {
            result.append(
                DeviceMeasurements(
                    device: device, kernels: try measurements(rows, device: place, table: kernels),
                    networks: try measurements(networks, setting: device + suffix)))
        }
        return result
    }

    /// The end-to-end times of one setting: `pixel4|gpu|float`, `s10|1large|quant`.
    static func measurements(_ table: CSVTable, setting: String) throws(MeasurementError) -> [NetworkMeasurement] {
        let model = try table.index(of: "model")
        let mean = try table.index(of: "\(setting)|mean")
        let deviation = try table.index(of: "\(setting)|std")
        var result: [NetworkMeasurement] = []
        for row in table.rows {
            result.append(
                NetworkMeasurement(
                    network: row.fields[model], latencyMilliseconds: try table.positive(row, mean) / 1000,
                    deviationMilliseconds: try table.notNegative(row, deviation) / 1000))
        }
        return result
    }
}
