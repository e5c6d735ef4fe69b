/// Single operators that nn-Meter's project measured on a Pixel 4, int8, as published:
/// https://github.com/microsoft/nn-Meter, commit e0be2f49dafe3ae04254c411f265ad7f538de0f3.
public enum OperatorBenchmark {
    static let source = MeasurementTable.Source(
        address: "https://github.com/microsoft/nn-Meter", commit: "e0be2f49dafe3ae04254c411f265ad7f538de0f3",
        licence: "MIT", citation: "Zhang et al.: nn-Meter, MobiSys 2021")

    /// The operators of the file `ops.csv` in the folder.
    public static func pixel4(inFolder folder: String) throws(MeasurementError) -> MeasurementTable {
        try pixel4(try CSVTable(contentsOf: "\(folder)/ops.csv"))
    }

    static func pixel4(_ table: CSVTable) throws(MeasurementError) -> MeasurementTable {
        let operators = try LitePredColumns(table, latency: "latency_ms")
        var workloads: [Workload] = []
        var milliseconds: [Double?] = []
        for row in table.rows {
            let measured = try operators.read(row, of: table)
            workloads.append(measured.workload)
            milliseconds.append(measured.milliseconds)
        }
        return MeasurementTable(
            source: source, workloads: workloads,
            columns: [
                .init(
                    device: "pixel4", processor: "Snapdragon 855", unit: "cpu", threads: 1, framework: "tflite",
                    frameworkVersion: "", precision: "int8", milliseconds: milliseconds)
            ])
    }
}
