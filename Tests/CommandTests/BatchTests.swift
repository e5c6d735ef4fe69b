import Foundation
import Glibc
import Testing

/// What `kernelcast batch` writes, and what becomes of it after a kill.
@Suite struct BatchTests {
    static let samples = ["mobilenet_v2", "resnet18", "squeezenet1_1"]
    static let pixel = "pixel4_gpu_tflite-2.10_fp16"

    /// A folder of models, one of them in a folder inside, with what else may lie in such a folder.
    private static func fill(_ folder: borrowing TemporaryFolder) throws {
        let files = FileManager.default
        try files.createDirectory(atPath: folder.path("tree/inner"), withIntermediateDirectories: true)
        try files.copyItem(atPath: sample("resnet18"), toPath: folder.path("tree/b.onnx"))
        try files.copyItem(atPath: sample("squeezenet1_1"), toPath: folder.path("tree/inner/a\nname.onnx"))
        try files.createSymbolicLink(atPath: folder.path("tree/inner/up"), withDestinationPath: "..")
        let bytes = try Data(contentsOf: URL(filePath: sample("resnet18")))
        try bytes.prefix(bytes.count / 2).write(to: URL(filePath: folder.path("tree/cut.onnx")))
        try Data("words".utf8).write(to: URL(filePath: folder.path("tree/notes.txt")))
    }

    private static func sample(_ name: String) -> String {
        CommandTests.root.appending(path: "samples/\(name).onnx").path
    }

    private static func lines(of path: String) throws -> [[String: Any]] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    @Test func theIndexHasARowForEachFileInOrder() throws {
        let folder = try TemporaryFolder()
        try Self.fill(folder)
        let (tree, output) = (folder.path("tree"), folder.path("out"))
        let outcome = try CommandTests.run(["batch", tree, "nothing.onnx", "-p", "pixel4_gpu,s10_gpu", "-o", output])
        #expect(outcome.code == 65)
        #expect(outcome.error.isEmpty && outcome.output.isEmpty)
        let rows = try Self.lines(of: "\(output)/index.jsonl").map { row in
            [row["path"], row["platform"] ?? row["message"]].compactMap { $0 as? String }
        }
        #expect(
            rows == [
                ["\(tree)/b.onnx", Self.pixel], ["\(tree)/b.onnx", "s10_gpu_tflite-2.10_fp16"],
                ["\(tree)/cut.onnx", "expected 9451 bytes of \"graph\", found 4716"],
                ["\(tree)/inner/a\nname.onnx", Self.pixel], ["\(tree)/inner/a\nname.onnx", "s10_gpu_tflite-2.10_fp16"],
                ["\(tree)/inner/up", "expected another folder, found a link to \"\(tree)\" again"],
                ["nothing.onnx", "no such file"],
            ])
        let page = try String(contentsOfFile: "\(output)/index.html", encoding: .utf8)
        for row in try Self.lines(of: "\(output)/index.jsonl") {
            guard let report = row["report"] as? String else { continue }
            #expect(page.contains("href=\"\(report)\""))
            let line = try #require(try Self.lines(of: "\(output)/\(report)").first)
            #expect(line["latency_ms"] as? Double == row["latency_ms"] as? Double)
        }
        let table = try String(contentsOfFile: "\(output)/index.csv", encoding: .utf8)
        #expect(table.hasPrefix("path,platform,latency_ms,"))
        #expect(table.hasSuffix("\nnothing.onnx,,,,,,,,,,,,,no such file\n"))
        let database = try Data(contentsOf: URL(filePath: "\(output)/index.sqlite"))
        #expect(database.starts(with: Data("SQLite format 3\0".utf8)))
        #expect(database.range(of: Data("no such file".utf8)) != nil)
    }

    @Test func aReportIsWhatPredictSays() throws {
        let folder = try TemporaryFolder()
        let models = Self.samples.map(Self.sample)
        _ = try CommandTests.run(["batch"] + models + ["-p", "s10_gpu", "-o", folder.path("out")])
        let alone = try models.map {
            try CommandTests.run(["predict", $0, "-p", "s10_gpu", "--format", "json"]).output
        }
        let reports = try Self.lines(of: folder.path("out/index.jsonl")).map { row in
            try String(contentsOfFile: folder.path("out/\(row["report"] as? String ?? "")"), encoding: .utf8)
        }
        #expect(reports == alone)
        let list = folder.path("list")
        try Data((models + ["nothing.onnx"]).joined(separator: "\n").utf8).write(to: URL(filePath: list))
        let streamed = try CommandTests.run(
            ["predict", "--models-from", "-", "-p", "s10_gpu", "--format", "json"], input: URL(filePath: list))
        #expect(streamed.code == 66)
        #expect(
            streamed.output.hasPrefix(alone.joined() + "{\"schema\":\"kernelcast/error/1\",\"path\":\"nothing.onnx\""))
    }

    @Test func aListMayHoldNamesThatAreNotUTF8() throws {
        let folder = try TemporaryFolder()
        let name = Array(folder.path("x").utf8.dropLast()) + [0xFF] + Array("\n.onnx".utf8)
        let bytes = try Data(contentsOf: URL(filePath: Self.sample("resnet18")))
        let file = unsafe (name.map(CChar.init(bitPattern:)) + [0]).withUnsafeBufferPointer {
            unsafe fopen($0.baseAddress!, "w")
        }
        let stream = unsafe try #require(file)
        let written = unsafe bytes.withUnsafeBytes { unsafe fwrite($0.baseAddress, 1, $0.count, stream) }
        unsafe fclose(stream)
        #expect(written == bytes.count)
        let list = URL(filePath: folder.path("list"))
        try Data(name + [0]).write(to: list)
        let outcome = try CommandTests.run(
            ["batch", "-", "-0", "-p", "pixel4_gpu", "-o", folder.path("out"), "--format", "none"], input: list)
        #expect(outcome.code == 0)
        let row = try #require(try Self.lines(of: folder.path("out/index.jsonl")).first)
        #expect((row["path_uri"] as? String)?.hasSuffix("/%FF%0A.onnx") == true)
        #expect((row["path"] as? String)?.hasSuffix("/\u{FFFD}\n.onnx") == true)
    }

    @Test func refusesFoldersThatItCannotGoOnWith() throws {
        let folder = try TemporaryFolder()
        try Self.fill(folder)
        let (tree, output) = (folder.path("tree"), folder.path("out"))
        func message(_ arguments: [String]) throws -> String {
            let outcome = try CommandTests.run(["batch"] + arguments)
            return "\(outcome.code) \(outcome.error)"
        }
        #expect(
            try message([tree, "-p", "s10_gpu", "-o", "\(tree)/b.onnx/x"])
                == "74 kernelcast: \(tree)/b.onnx/x: not a directory\n")
        _ = try CommandTests.run(["batch", tree, "-p", "s10_gpu", "-o", output])
        #expect(
            try message([tree, "-p", "pixel4_gpu", "-o", output, "--resume"])
                == "64 kernelcast: \(output)/batch.json: expected the platforms, options and version of the run before, "
                + "found others\n")
        #expect(
            try message([CommandTests.sample, "-p", "s10_gpu", "-o", output, "--resume"])
                == "64 kernelcast: \(output)/index.jsonl: expected the files of the run before, found none that is "
                + "\"\(tree)/b.onnx\" in its place\n")
        try FileManager.default.moveItem(atPath: "\(output)/index.jsonl", toPath: "\(output)/index.jsonl.partial")
        #expect(
            try message([tree, "-p", "s10_gpu", "-o", output])
                == "64 kernelcast: \(output)/index.jsonl.partial: expected a folder without an interrupted run, found one: "
                + "--resume goes on with it\n")
    }

    /// How often a run is killed: `KERNELCAST_KILLS`, else three times.
    static let kills = ProcessInfo.processInfo.environment["KERNELCAST_KILLS"].flatMap(Int.init) ?? 3

    @Test func aKilledRunThatGoesOnGivesTheSameBytes() throws {
        let folder = try TemporaryFolder()
        try Self.fill(folder)
        let tree = folder.path("tree")
        for number in 0..<40 * Self.kills {
            let name = Self.samples[number % Self.samples.count]
            try FileManager.default.createSymbolicLink(
                atPath: "\(tree)/\(name)-\(number).onnx", withDestinationPath: Self.sample(name))
        }
        let arguments = { (output: String) in ["batch", tree, "-p", "pixel4_gpu,s10_gpu", "-o", output] }
        let whole = try CommandTests.run(arguments(folder.path("whole")))
        let output = folder.path("killed")
        for kill in 1...Self.kills {
            let process = Process()
            process.executableURL = CommandTests.executable
            process.arguments = arguments(output) + ["--resume"]
            try process.run()
            // The file grows by whole parts; a kill at any time may fall in the middle of one.
            while process.isRunning, Self.size("\(output)/index.jsonl.partial") < kill * 12_000 { usleep(1000) }
            usleep(UInt32.random(in: 0..<5000))
            if process.isRunning { _ = Glibc.kill(process.processIdentifier, SIGKILL) }
            process.waitUntilExit()
        }
        let resumed = try CommandTests.run(arguments(output) + ["--resume"])
        #expect(resumed.code == whole.code)
        #expect(try Self.contents(output) == Self.contents(folder.path("whole")))
    }

    private static func size(_ path: String) -> Int {
        (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    }

    /// All files of a folder, by name.
    static func contents(_ folder: String) throws -> [String: Data] {
        var contents: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            contents[name] = try? Data(contentsOf: URL(filePath: "\(folder)/\(name)"))
        }
        return contents
    }
}
