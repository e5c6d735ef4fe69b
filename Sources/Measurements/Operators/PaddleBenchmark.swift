import KernelFormation

/// Convolutions that Paddle-Lite ran on a Snapdragon 855, as published:
/// https://github.com/PaddlePaddle/PaddleDetection, release/0.5, commit ed2ffa08. A line of
/// `conv,bias,relu,n,cin,h,w,cout,groups,kernel,padding,stride,dilation`, a tab, and microseconds.
public enum PaddleBenchmark {
    static let file = "latency_855.txt"

    static let source = MeasurementTable.Source(
        address: "https://github.com/PaddlePaddle/PaddleDetection", commit: "ed2ffa08", licence: "Apache-2.0",
        citation: "PaddleDetection, release/0.5")

    /// The convolutions of the file in the folder.
    public static func snapdragon855(inFolder folder: String) throws(MeasurementError) -> MeasurementTable {
        let path = "\(folder)/\(file)"
        let bytes: [UInt8]
        do throws(SystemError) { bytes = try FileBytes.read(path) } catch {
            throw MeasurementError(.unreadable(error.message), file: path)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw MeasurementError(.malformed("expected UTF-8, found other bytes"), file: file)
        }
        return try snapdragon855(text)
    }

    static func snapdragon855(_ text: String) throws(MeasurementError) -> MeasurementTable {
        var workloads: [Workload] = []
        var milliseconds: [Double?] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        where index > 0 && !line.isEmpty {
            let columns = line.split(separator: "\t")
            guard columns.count == 2, let microseconds = Double(columns[1]), microseconds > 0, microseconds.isFinite
            else {
                throw fault(index, "expected a configuration, a tab and microseconds above 0, found \"\(line)\"")
            }
            let words = columns[0].split(separator: ",")
            let numbers = words.dropFirst().compactMap { Int($0) }
            guard words.count == 13, words[0] == "conv", numbers.count == 12,
                numbers[3...].allSatisfy({ (0...65_536).contains($0) }),
                [2, 3, 4, 5, 6, 7, 8, 10].allSatisfy({ numbers[$0] > 0 }),
                numbers[3].isMultiple(of: numbers[7])
            else { throw fault(index, "expected conv and 12 sizes, found \"\(columns[0])\"") }
            let kernel = Kernel.convolution(
                size: numbers[4], inputs: numbers[3], outputs: numbers[6], kernel: numbers[8], stride: numbers[10],
                groups: numbers[7])
            workloads.append(
                Workload(name: String(columns[0]), kind: .kernel, group: kernel.type.rawValue, parts: [.init(kernel)]))
            milliseconds.append(microseconds / 1000)
        }
        return MeasurementTable(
            source: source, workloads: workloads,
            columns: [
                .init(
                    device: "sd855", processor: "Snapdragon 855", unit: "cpu", threads: 1, framework: "paddle-lite",
                    frameworkVersion: "", precision: "fp32", milliseconds: milliseconds)
            ])
    }

    private static func fault(_ index: Int, _ message: String) -> MeasurementError {
        MeasurementError(.malformed(message), file: file, line: index + 1)
    }
}
