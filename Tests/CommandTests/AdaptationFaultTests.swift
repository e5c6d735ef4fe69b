import Foundation
import Glibc
import Testing

/// What `adapt` and `evaluate` say of measurements that cannot be right, and what becomes of the pool.
@Suite struct AdaptationFaultTests {
    /// Of a framework of which the pool has one platform, so that there is little to learn from.
    static let platform = "a_cpu-1large_paddle-lite_fp32"
    static let samples = ["mobilenet_v2", "resnet18", "squeezenet1_1", "densenet121"]

    /// A CSV of the samples' paths and milliseconds.
    private static func models(_ milliseconds: [Double]) -> String {
        let rows = zip(samples, milliseconds).map { "samples/\($0).onnx,\($1)\n" }
        return "path,milliseconds\n" + rows.joined()
    }

    static let line =
        #"{"kernel": "conv-bn-relu", "hw": 56, "cin": 24, "cout": 48, "k": 3, "stride": 2, "latency_ms": 1}"#
    static let table = "model,x|mean\nresnet18,60000\nresnet10,25000\nresnet12,40\nresnet14,50000\n"

    /// A file's text, the column that is named, the message after the file's name, and which commands say it.
    static let faults: [(text: String, column: String?, message: String, commands: [String])] = [
        ("", nil, "f: expected a header, found an empty file", ["adapt", "evaluate"]),
        (
            "a,b\n1,2\n", nil, "f: expected the column \"path\", \"model\" or LitePred's columns, found a, b",
            ["adapt", "evaluate"]
        ),
        (
            table, nil, "f: expected the name of the column to read, such as \"x\"", ["adapt", "evaluate"]
        ),
        (
            "model,x|mean\nresnet18,nan\n", "x",
            "f: line 2: column \"x|mean\": expected a number above 0, found \"nan\"", ["adapt", "evaluate"]
        ),
        (
            "model,x|mean\nresnet18,60000\nresnet10,25000\n", "x",
            "expected measurements of at least 3 different workloads, found 2", ["adapt"]
        ),
        ("model,x|mean\n", "x", "expected at least 1 measurement, found 0", ["evaluate"]),
        (
            line + "\n" + line + "\n" + line, nil, "expected measurements of at least 3 different workloads, found 1",
            ["adapt"]
        ),
        (
            #"{"transffn_14_96_2_hard_swish_ln": 1, "transffn_14_96_4_hard_swish_ln": 2}"#, nil,
            "expected measurements of at least 3 different workloads, found 2", ["adapt"]
        ),
        (
            models([100, 123, 60, 6]) + "nothing.onnx,9\n", nil, "f: line 6: nothing.onnx: no such file",
            ["adapt", "evaluate"]
        ),
        (
            models([50, 123, 60]) + "samples/resnet18.onnx,12\n", nil,
            "f: expected like times for \"samples/resnet18.onnx\", found 123.0 ms in line 3 and 12.0 ms in line 5",
            ["adapt", "evaluate"]
        ),
    ]

    @Test(arguments: faults)
    func tellsWhatCannotBeRight(text: String, column: String?, message: String, commands: [String]) throws {
        let folder = try TemporaryFolder()
        try Data(text.utf8).write(to: URL(filePath: folder.path("f")))
        for command in commands {
            let outcome = try Self.run(command, [folder.path("f")], column, pool: folder.path("pool"))
            #expect(outcome.error == "kernelcast: \(message)\n")
            #expect(outcome.code == (message.hasSuffix("no such file") ? 66 : 65))
            #expect(outcome.output.isEmpty)
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path("pool")), "nothing was written")
    }

    /// Times of which one is in another unit: of models, of a table's networks, of blocks.
    static let units: [(text: String, column: String?, name: String, place: String)] = [
        (models([50, 123_000, 60, 300]), nil, "samples/resnet18.onnx", "line 3"),
        (table, "x", "resnet12", "line 4"),
    ]

    @Test(arguments: units)
    func aTimeInAnotherUnitIsTold(text: String, column: String?, name: String, place: String) throws {
        let folder = try TemporaryFolder()
        try Data(text.utf8).write(to: URL(filePath: folder.path("f")))
        for command in ["adapt", "evaluate"] {
            let outcome = try Self.run(command, [folder.path("f")], column, pool: folder.path("pool"))
            #expect(outcome.code == 65)
            #expect(outcome.error.hasPrefix("kernelcast: f: \(place): expected times in one unit, found \"\(name)\" "))
            #expect(outcome.error.hasSuffix("er than its neighbours make likely\n"))
        }
    }

    private static func run(
        _ command: String, _ files: [String], _ column: String?, pool: String
    ) throws -> CommandTests.Outcome {
        let name = command == "adapt" ? platform : "pixel4_cpu-1large_tflite-2.10_fp32"
        return try CommandTests.run(
            [command, "--platform", name, "--pool", pool, "--measurements"] + files
                + (column.map { ["--column", $0] } ?? []))
    }

    @Test func aPoolThatMayNotBeWrittenToIsTold() throws {
        let folder = try TemporaryFolder()
        try Data(Self.models([50, 123, 60]).utf8).write(to: URL(filePath: folder.path("f")))
        let outcome = try Self.run("adapt", [folder.path("f")], nil, pool: "/proc/nowhere")
        #expect(outcome.code == 74)
        #expect(outcome.error == "kernelcast: /proc/nowhere: no such file or directory\n")
    }

    /// A workload that is measured twice counts once, also after the pool was read again.
    @Test func repeatedMeasurementsAreOneOfTheirMean() throws {
        let folder = try TemporaryFolder()
        let file = folder.path("f")
        try Data((Self.models([50, 123, 60]) + "samples/squeezenet1_1.onnx,66\n").utf8).write(to: URL(filePath: file))
        let outcome = try Self.run("adapt", [file], nil, pool: folder.path("pool"))
        #expect(outcome.code == 0)
        #expect(outcome.output.hasPrefix("\(Self.platform): 3 measurements, 1 platforms to learn from\n"))
        #expect(try CommandTests.run(["pool", "check", "--pool", folder.path("pool")]).code == 0)
        let kept = try String(contentsOfFile: folder.path("pool/\(Self.platform)/measurements.csv"), encoding: .utf8)
        #expect(kept.contains("samples/squeezenet1_1.onnx,network,network,62.92"), "√(60 · 66)")
    }

    /// A limit on the size of files ends a write in its middle, a kill a process at any time: the platform of before is
    /// served, and what is half written is neither listed nor left for ever.
    @Test func aKilledAdaptationLeavesThePoolAsItWas() throws {
        let folder = try TemporaryFolder()
        let (pool, file) = (folder.path("pool"), folder.path("f"))
        try Data(Self.models([50, 123, 60]).utf8).write(to: URL(filePath: file))
        #expect(try Self.run("adapt", [file], nil, pool: pool).code == 0)
        let before = try BatchTests.contents(pool)
        try Data(Self.models([60, 140, 70, 400]).utf8).write(to: URL(filePath: file))
        let arguments = ["adapt", "--platform", Self.platform, "--pool", pool, "--measurements", file]
        let executable = try #require(CommandTests.executable).path
        for kilobytes in 1...2 {
            let killed = try CommandTests.run(
                ["-c", "ulimit -c 0; ulimit -f \(kilobytes); exec \"$0\" \"$@\"", executable] + arguments,
                executable: URL(filePath: "/bin/bash"))
            #expect([74, SIGXFSZ].contains(killed.code), "a write was cut off, or the process killed at it")
            try Self.expectUnharmed(pool, before)
        }
        for milliseconds in [20, 50, 100, 150, 200, 300, 400, 600] {
            let process = Process()
            process.executableURL = URL(filePath: executable)
            process.arguments = arguments
            process.currentDirectoryURL = CommandTests.root
            (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
            try process.run()
            usleep(UInt32(1000 * milliseconds))
            guard process.isRunning else { break }
            _ = Glibc.kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            guard try BatchTests.contents(pool).filter({ !$0.key.hasPrefix(".") }) == before else { break }
            try Self.expectUnharmed(pool, before)
        }
        #expect(try Self.run("adapt", [file], nil, pool: pool).code == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: pool) == [Self.platform], "nothing is left")
        #expect(try CommandTests.run(["pool", "check", "--pool", pool]).code == 0)
    }

    private static func expectUnharmed(_ pool: String, _ before: [String: Data]) throws {
        #expect(try BatchTests.contents(pool).filter { !$0.key.hasPrefix(".") } == before)
        #expect(try CommandTests.run(["pool", "show", platform, "--pool", pool]).code == 0)
    }

    /// How a platform's folder is damaged, and what `pool check` says behind the folder's path.
    static let damages: [(name: String, change: @Sendable (String) throws -> Void, message: String)] = [
        (
            "without a description", { try FileManager.default.removeItem(atPath: "\($0)/platform.json") },
            ": expected \"platform.json\", found none"
        ),
        (
            "half a description", { try cut("\($0)/platform.json", to: 100) },
            "/platform.json: byte 97: expected the end of a string"
        ),
        (
            "half the work", { try cut("\($0)/work.safetensors", to: 5000) },
            "/work.safetensors: header: points.data_offsets: expected 0 ≤ start ≤ end ≤ 3600, found 3040 and 27928"
        ),
        (
            "a length of a header that is a lie",
            { path in
                var bytes = try Data(contentsOf: URL(filePath: "\(path)/work.safetensors"))
                bytes.replaceSubrange(0..<8, with: Array(repeating: 0xFF, count: 8))
                try bytes.write(to: URL(filePath: "\(path)/work.safetensors"))
            },
            "/work.safetensors: expected a header of at most 29320 bytes, found 18446744073709551615"
        ),
    ]

    private static func cut(_ path: String, to count: Int) throws {
        try Data(contentsOf: URL(filePath: path)).prefix(count).write(to: URL(filePath: path))
    }

    @Test(arguments: damages.indices) func aDamagedPlatformIsTold(row: Int) throws {
        let folder = try TemporaryFolder()
        let id = "pixel4_cpu-1large_tflite-2.10_fp32"
        let platform = folder.path(id)
        try FileManager.default.copyItem(
            atPath: CommandTests.root.appending(path: "Sources/BuiltInPool/pool/\(id)").path, toPath: platform)
        try Self.damages[row].change(platform)
        let outcome = try CommandTests.run(["pool", "check", "--pool", folder.path(".")])
        #expect(outcome.code == 65)
        #expect(outcome.error == "kernelcast: \(folder.path("."))/\(id)\(Self.damages[row].message)\n")
    }
}
