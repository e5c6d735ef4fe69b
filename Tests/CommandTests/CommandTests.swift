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
            "kernelcast: /dev/null: expected a model in a known format (ncnn, nn-Meter JSON, ONNX, TFLite, TFLite JSON), found an empty file\n",
            "empty"
        ),
        (
            ["predict", sample, "--platform", "pixel5_gpu"], 64,
            "kernelcast: expected a platform of the pool, found \"pixel5_gpu\"; the nearest are "
                + "pixel4_gpu-vulkan_pytorch-mobile-2.0_fp32, pixel4_gpu_tflite-2.10_fp16, pixel1_cpu_tflite_fp32\n",
            "an unknown platform"
        ),
        (
            ["predict", sample, "--platform", "gpu"], 64,
            "kernelcast: expected one platform, found 8 that \"gpu\" may mean: a03s_gpu_tflite-2.10_fp16, "
                + "iphone7_gpu_tflite-2.10_fp16, mi8se_gpu_tflite-2.10_fp16, "
                + "onefusion_gpu-vulkan_pytorch-mobile-2.0_fp32, pixel4_gpu-vulkan_pytorch-mobile-2.0_fp32\n",
            "a part of several ids"
        ),
        (
            ["adapt", "--platform", "phone", "--measurements", "x.csv"], 64,
            "kernelcast: platform: expected <device>_<unit>_<framework>-<version>_<precision>, found \"phone\"\n",
            "a name that is no id"
        ),
        (
            ["adapt", "--platform", "a_cpu_tflite_fp32", "--measurements", "nothing.csv"], 66,
            "kernelcast: nothing.csv: no such file or directory\n", "no measurements"
        ),
        (
            ["evaluate", "--platform", "pixel4_gpu", "--measurements", "Package.resolved"], 65,
            "kernelcast: Package.resolved: originHash: expected a block of a known design\n", "no measurements"
        ),
        (
            ["sample", "--kernel", "warp", "-n", "3"], 64,
            "kernelcast: kernel: expected one of add, add-relu, avgpool, bn, conv-bn-relu, dwconv-bn-relu, fc, "
                + "global-avgpool, hswish, maxpool, relu, se, swish, found \"warp\"\n", "a kernel without shapes"
        ),
        (
            ["sample", "--kernel", "fc", "-n", "3", "--sampler", "dice"], 64,
            "kernelcast: sampler: expected one of adaptive, uniform, vae, found \"dice\"\n", "an unknown sampler"
        ),
        (
            ["sample", "--kernel", "fc", "-n", "3", "--prior", "nothing.csv"], 66,
            "kernelcast: nothing.csv: no such file or directory\n", "no prior"
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
            "kernelcast: ruleset: expected one of litepred, mindspore-lite, mnn, ncnn, nn-meter, none, onnxruntime-arm, "
                + "onnxruntime-cpu, openvino-cpu, tflite-cpu, tflite-gpu, tflite-xnnpack or a file, found \"tvm\"\n",
            "an unknown ruleset"
        ),
        (
            ["strip", sample, "-o", "/nowhere/x.onnx"], 74,
            "kernelcast: /nowhere/x.onnx: no such file or directory\n", "a folder that is not there"
        ),
        (
            ["compare", sample, sample], 64,
            "kernelcast: samples/mobilenet_v2.onnx: expected --platform for a model, found none\n",
            "a model compared without a platform"
        ),
        (
            ["predict", "Tests/ModelFormatsTests/Fixtures/mobilenet_v2.tflite", "-p", "pixel4_gpu", "--annotate", "x"],
            65,
            "kernelcast: Tests/ModelFormatsTests/Fixtures/mobilenet_v2.tflite: expected an ONNX model to annotate, "
                + "found TFLite\n", "an annotation that TFLite has no room for"
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
        ["predict", sample, "-p", "pixel4", "--budget", "fast"], ["compare", sample], ["help", "exits"],
        ["predict", sample, sample, "-p", "pixel4_gpu", "--format", "model-explorer"],
        ["dataset", sample, "--ruleset", "none", "-o", "kernels.parquet"],
        ["evaluate", "--data", "nowhere", "--protocol", "blocks", "--grid"],
        ["dataset", sample, "--ruleset", "none", "-o", "kernels.csv", "--models", "models", "--as", "coreml"],
    ])
    func refusesWrongOptions(arguments: [String]) throws {
        let outcome = try Self.run(arguments)
        #expect(outcome.code == 64)
        #expect(outcome.error.hasPrefix("Error: "))
    }

    @Test(arguments: [
        ["dataset", sample, "--ruleset", "none", "-o", "kernels.csv", "--as", "tflite"],
        ["sample", "--kernel", "fc", "-n", "3", "--as", "onnx"],
    ])
    func aFormatOfModelsNeedsTheirFolder(arguments: [String]) throws {
        let outcome = try Self.run(arguments)
        #expect(outcome.code == 64)
        #expect(outcome.error.hasPrefix("Error: --as: expected --models with it, found none\n"))
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

    /// Arguments with a budget, and the code.
    static let budgets: [(arguments: [String], code: Int32)] = [
        (["predict", sample, "-p", "pixel4_gpu", "--budget", "1ms"], 2),
        (["predict", sample, "-p", "pixel4_gpu", "--budget", "1s"], 0),
        (["compare", sample, "samples/resnet18.onnx", "-p", "pixel4_gpu", "--fail-over", "5%"], 2),
        (["compare", "samples/resnet18.onnx", sample, "-p", "pixel4_gpu", "--fail-over", "5%"], 0),
        (["compare", sample, "-p", "pixel4_gpu,s10_gpu", "--budget", "1000us"], 2),
    ]

    @Test(arguments: budgets)
    func exitsWithTwoOverABudget(arguments: [String], code: Int32) throws {
        let outcome = try Self.run(arguments)
        #expect(outcome.code == code)
        #expect(outcome.error.isEmpty)
        #expect(!outcome.output.isEmpty)
    }

    @Test func aDatasetHoldsEachKernelOnceWithItsModels() throws {
        let folder = try TemporaryFolder()
        let graphs = folder.path("graphs.jsonl")
        let line =
            "{\"graph\": {\"a\": {\"inbounds\": [], \"attr\": {\"type\": \"Relu\", \"input_shape\": [[1, 8, 8, 4]], "
            + "\"output_shape\": [[1, 8, 8, 4]]}}}}\n"
        try (line + line + "{\"graph\": {\"a\": {\"inbounds\": []}}}\n").write(
            toFile: graphs, atomically: true, encoding: .utf8)
        let output = folder.path("kernels.csv")
        let outcome = try Self.run(
            ["dataset", graphs, "nothing.onnx", "--ruleset", "none", "--columns", "nn-meter", "-o", output])
        #expect(outcome.code == 65)
        #expect(
            outcome.error
                == "kernelcast: \(graphs):3: graph.a: expected a member \"attr\", found none\n"
                + "kernelcast: nothing.onnx: no such file\n")
        let text = try String(contentsOfFile: output, encoding: .utf8)
        #expect(text == "kernel,HW,CIN,count,models\nrelu,8,4,2,\(graphs):1 \(graphs):2\n")
    }

    @Test func aDatasetMayBeADatabaseWithLatencies() throws {
        let folder = try TemporaryFolder()
        func dataset(_ ending: String) throws -> Data {
            let output = folder.path("kernels.\(ending)")
            let outcome = try Self.run(
                ["dataset", Self.sample, "--ruleset", "tflite-gpu", "--latency", "pixel4_gpu", "-o", output])
            #expect(outcome.code == 0)
            return try Data(contentsOf: URL(filePath: output))
        }
        let database = try dataset("sqlite")
        #expect(database.starts(with: Data("SQLite format 3\0".utf8)))
        #expect(try database == dataset("sqlite"))
        let lines = try String(decoding: dataset("csv"), as: UTF8.self).split(separator: "\n")
        #expect(lines[0].hasSuffix(",latency_ms,latency_low_ms,latency_high_ms,status,count,models"))
        #expect(lines.dropFirst().allSatisfy { $0.contains(",predicted,") || $0.contains(",fallback,") })
    }

    @Test(arguments: ["onnx", "tflite"]) func kernelsAreWrittenAsModels(format: String) throws {
        let folder = try TemporaryFolder()
        let output = folder.path("kernels.jsonl")
        let outcome = try Self.run(
            [
                "dataset", Self.sample, "--ruleset", "litepred", "-o", output, "--columns", "litepred", "--models",
                folder.path("models/alone"), "--as", format,
            ])
        #expect(outcome.code == 0)
        let lines = try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n")
        let names = lines.compactMap { $0.firstMatch(of: #/"file":"([^"]*)"/#).map { String($0.1) } }
        #expect(names.first == "add_56x56x24_56x56x24.\(format)")
        #expect(Set(names).count == lines.count)
        #expect(try Self.run(["inspect"] + names.map { folder.path("models/alone/\($0)") }).code == 0)
    }

    @Test func aGraphIsALineThatReadsBack() throws {
        let folder = try TemporaryFolder()
        let lines = folder.path("graphs.jsonl")
        let written = try Self.run(["inspect", "--graph", Self.sample, "samples/resnet18.onnx", "-o", lines])
        #expect(written.code == 0)
        let text = try String(contentsOfFile: lines, encoding: .utf8)
        #expect(text.hasPrefix("{\"id\":\"\(Self.sample)\",\"graph\":{\"input\":{"))
        let kernels = folder.path("kernels.csv")
        let read = try Self.run(["dataset", lines, "--ruleset", "nn-meter", "--columns", "nn-meter", "-o", kernels])
        #expect(read.code == 0)
        #expect(try String(contentsOfFile: kernels, encoding: .utf8).contains("conv-bn-relu,"))
    }

    @Test func samplesAreWrittenAsModels() throws {
        let folder = try TemporaryFolder()
        let outcome = try Self.run(
            [
                "sample", "--kernel", "se", "-n", "2", "--sampler", "uniform", "--models", folder.path("models"),
                "--as", "tflite",
            ])
        #expect(outcome.code == 0)
        #expect(outcome.output.hasPrefix("kernel,hw,cin,cout,k,stride,file\n"))
        #expect(outcome.output.hasSuffix(".tflite\n"))
    }

    @Test func whatIsSampledCanBePlanned() throws {
        let folder = try TemporaryFolder()
        let file = folder.path("candidates.csv")
        let drawn = try Self.run(
            ["sample", "--kernel", "dwconv-bn-relu", "-n", "40", "--sampler", "uniform", "-o", file])
        #expect(drawn.code == 0)
        let plan = try Self.run([
            "adapt", "--platform", "new_gpu_tflite-2.10_fp16", "--plan", "5", "--candidates", file,
        ])
        #expect(plan.code == 0, "\(plan.error)")
        let lines = plan.output.split(separator: "\n")
        #expect(lines.count == 6)
        #expect(lines.first == "kernel,hw,cin,cout,k,stride")
    }

    @Test func aReportIsComparedWithItsModelLater() throws {
        let folder = try TemporaryFolder()
        let report = folder.path("report.json")
        _ = try Self.run(["predict", Self.sample, "-p", "pixel4_gpu", "--format", "json", "-o", report])
        let outcome = try Self.run(["compare", report, Self.sample, "-p", "pixel4_gpu"])
        #expect(outcome.code == 0)
        #expect(outcome.output.contains("no difference; 54 same\n"))
    }

    @Test func anAnnotatedCopyIsTheSameModel() throws {
        let folder = try TemporaryFolder()
        let copy = folder.path("annotated.onnx")
        let first = try Self.run(["predict", Self.sample, "-p", "pixel4_gpu", "--annotate", copy])
        let second = try Self.run(["predict", copy, "-p", "pixel4_gpu"])
        #expect(first.code == 0)
        #expect(first.output.split(separator: "\n").dropFirst() == second.output.split(separator: "\n").dropFirst())
        let bytes = try Data(contentsOf: URL(filePath: copy))
        #expect(bytes.range(of: Data("kernelcast.pixel4_gpu_tflite-2.10_fp16".utf8)) != nil)
        #expect(bytes.range(of: Data("in kernel 0 conv-bn-relu".utf8)) != nil)
    }

    @Test(arguments: ["exit-codes", "platforms", "rulesets", "statuses", "predict", "pool"])
    func helpExplainsTopicsAndCommands(subject: String) throws {
        let outcome = try Self.run(["help", subject])
        #expect(outcome.code == 0)
        #expect(outcome.output.hasSuffix("\n"))
        #expect(outcome.error.isEmpty)
    }

    /// An installed tool: the executable in bin, the pool in share beside it.
    @Test func aMovedExecutableFindsThePoolBesideIt() throws {
        let folder = try TemporaryFolder()
        let executable: URL = try #require(Self.executable)
        let files = FileManager.default
        for name in ["bin", "share/kernelcast"] {
            try files.createDirectory(atPath: folder.path(name), withIntermediateDirectories: true)
        }
        let moved = folder.path("bin/kernelcast")
        try files.copyItem(atPath: executable.path, toPath: moved)
        try files.copyItem(
            at: Self.root.appending(path: "Sources/BuiltInPool/pool"),
            to: URL(filePath: folder.path("share/kernelcast/pool")))
        let outcome = try Self.run(["pool", "show", "pixel4_gpu"], executable: URL(filePath: moved))
        #expect(outcome.code == 0)
        #expect(outcome.output.hasPrefix("pixel4_gpu_tflite-2.10_fp16\n"))
    }

    @Test func aModelComesThroughAPipe() throws {
        let piped = try Self.run(["inspect", "-"], input: Self.root.appending(path: Self.sample))
        #expect(piped.code == 0)
        #expect(piped.output.contains("301 M MACs"))
    }

    static func run(
        _ arguments: [String], input: URL? = nil, executable: URL? = Self.executable
    ) throws -> Outcome {
        let process = Process()
        let executable: URL = try #require(executable)
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
    static var executable: URL? {
        CommandLine.arguments.lazy.map { URL(filePath: $0) }
            .flatMap { [$0.deletingLastPathComponent(), $0.deletingLastPathComponent().appending(path: "..")] }
            .map { $0.appending(path: "kernelcast").standardized }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }
}
