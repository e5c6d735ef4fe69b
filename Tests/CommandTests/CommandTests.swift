import Foundation
import Testing

/// What the executable prints, and the code it exits with.
@Suite struct CommandTests {
    static let root = URL(filePath: #filePath).appending(path: "../../..").standardized
    static let sample = "samples/mobilenet_v2.onnx"

    struct Outcome {
        var code: Int32
        var output: String
        var error: String
    }

    /// Arguments, the code, the whole of standard error or its end, and why the row exists.
    static let faults: [(arguments: [String], code: Int32, message: String, why: Comment)] = [
        (["inspect", "nothing.onnx"], 66, "kernelcast: nothing.onnx: no such file\n", "a missing file"),
        (["inspect", "samples"], 65, "kernelcast: samples: expected a file, found a directory\n", "a directory"),
        (
            ["inspect", "/dev/null"], 65,
            "kernelcast: /dev/null: expected a model in a known format (ONNX, TFLite), found an empty file\n", "empty"
        ),
        (
            ["predict", sample, "--platform", "pixel5_gpu"], 64,
            "kernelcast: expected a platform of the pool, found \"pixel5_gpu\"; the nearest are "
                + "pixel4_gpu_tflite-2.10_fp16, iphone7_gpu_tflite-2.10_fp16, mi8se_gpu_tflite-2.10_fp16\n",
            "an unknown platform"
        ),
        (
            ["predict", sample, "--platform", "gpu"], 64,
            "kernelcast: expected one platform, found 5 that \"gpu\" may mean: a03s_gpu_tflite-2.10_fp16, "
                + "iphone7_gpu_tflite-2.10_fp16, mi8se_gpu_tflite-2.10_fp16, pixel4_gpu_tflite-2.10_fp16, "
                + "s10_gpu_tflite-2.10_fp16\n", "a part of several ids"
        ),
        (
            ["inspect", sample, "--input", "x=1x3"], 65,
            "kernelcast: samples/mobilenet_v2.onnx: expected an input among \"input\", found \"x\"\n",
            "an unknown input"
        ),
        (
            ["inspect", sample, "--input", "input=1x4x224x224"], 65,
            "kernelcast: samples/mobilenet_v2.onnx: node 0 \"/features/features.0/features.0.0/Conv\" (Conv): input 0: "
                + "expected 3 channels, found 4\n", "a shape that the weights refuse"
        ),
        (
            ["kernels", sample, "--ruleset", "tvm"], 64,
            "kernelcast: ruleset: expected one of none, onnxruntime-arm, onnxruntime-cpu, tflite-cpu, tflite-gpu or a file, found \"tvm\"\n",
            "an unknown ruleset"
        ),
        (
            ["strip", sample, "-o", "/nowhere/x.onnx"], 74,
            "kernelcast: /nowhere/x.onnx: no such file or directory\n", "a folder that is not there"
        ),
    ]

    @Test(arguments: faults) func tellsOfAFault(arguments: [String], code: Int32, message: String, why: Comment) throws
    {
        let outcome = try Self.run(arguments)
        #expect(outcome.code == code, why)
        #expect(outcome.error == message, why)
        #expect(outcome.output.isEmpty, why)
    }

    /// Options that the parser itself refuses: the message is its own, the code is that of usage.
    @Test(arguments: [
        ["inspect", sample, "--frmat", "json"], ["inspect", sample, "--batch", "0"], ["predict", sample],
    ])
    func refusesWrongOptions(arguments: [String]) throws {
        let outcome = try Self.run(arguments)
        #expect(outcome.code == 64)
        #expect(outcome.error.hasPrefix("Error: "))
    }

    @Test func oneBadFileAmongSeveralIsAnObjectOfItsOwn() throws {
        let outcome = try Self.run(["inspect", "--format", "json", "nothing.onnx", Self.sample])
        let lines = outcome.output.split(separator: "\n")
        #expect(outcome.code == 66)
        #expect(
            lines.first
                == "{\"schema\":\"kernelcast/error/1\",\"path\":\"nothing.onnx\",\"message\":\"no such file\",\"location\":\"\"}"
        )
        #expect(lines.last?.hasPrefix("{\"schema\":\"kernelcast/inspect/1\",") == true)
    }

    @Test func aModelComesThroughAPipe() throws {
        let piped = try Self.run(["inspect", "-"], input: Self.root.appending(path: Self.sample))
        #expect(piped.code == 0)
        #expect(piped.output.contains("301 M MACs"))
    }

    private static func run(_ arguments: [String], input: URL? = nil) throws -> Outcome {
        let process = Process()
        let executable: URL = try #require(Self.executable)
        process.executableURL = executable
        process.arguments = arguments
        process.currentDirectoryURL = root
        process.environment = ["HOME": "/nowhere"]
        process.standardInput = try input.map(FileHandle.init(forReadingFrom:)) ?? FileHandle.nullDevice
        let (output, error) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = error
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let message = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return Outcome(code: process.terminationStatus, output: text, error: message)
    }

    /// The executable that was built with the tests, beside their bundle.
    private static var executable: URL? {
        CommandLine.arguments.lazy.map { URL(filePath: $0) }
            .flatMap { [$0.deletingLastPathComponent(), $0.deletingLastPathComponent().appending(path: "..")] }
            .map { $0.appending(path: "kernelcast").standardized }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }
}
