import Foundation
internal import Glibc
import Testing

/// What becomes of a batch whose disk is full or may not be written to. A small disk of memory is mounted, as root alone
/// may.
@Suite(.enabled(if: SmallDisk.isPossible, "a disk of memory cannot be mounted here"), .serialized) struct BatchDiskTests
{
    private static func makeTree(_ folder: borrowing TemporaryFolder, count: Int) throws -> String {
        let tree = folder.path("tree")
        try FileManager.default.createDirectory(atPath: tree, withIntermediateDirectories: true)
        let sample = CommandTests.root.appending(path: CommandTests.sample).path
        for number in 0..<count {
            try FileManager.default.createSymbolicLink(
                atPath: "\(tree)/\(1000 + number).onnx", withDestinationPath: sample)
        }
        return tree
    }

    @Test(arguments: [1 << 18, 1 << 21]) func aFullDiskIsToldAndGoneOnWith(byteCount: Int) throws {
        let folder = try TemporaryFolder()
        let tree = try Self.makeTree(folder, count: 60)
        let disk = try SmallDisk(byteCount: byteCount)
        let output = "\(disk.path)/out"
        let arguments = ["batch", tree, "-p", "pixel4_gpu", "-o"]
        let full = try CommandTests.run(arguments + [output])
        #expect(full.code == 74)
        #expect(full.error.hasPrefix("kernelcast: \(output)/"))
        #expect(full.error.hasSuffix(": no space left on device\n"))
        try disk.remount("size=64m")
        let resumed = try CommandTests.run(arguments + [output, "--resume"])
        #expect(resumed.code == 0)
        _ = try CommandTests.run(arguments + [folder.path("whole")])
        #expect(try BatchTests.contents(output) == BatchTests.contents(folder.path("whole")))
    }

    @Test func aDiskThatMayNotBeWrittenToIsTold() throws {
        let folder = try TemporaryFolder()
        let tree = try Self.makeTree(folder, count: 1)
        let disk = try SmallDisk(byteCount: 1 << 20)
        let arguments = ["batch", tree, "-p", "pixel4_gpu", "-o", "\(disk.path)/out"]
        #expect(try CommandTests.run(arguments).code == 0)
        try disk.remount("ro")
        let again = try CommandTests.run(arguments)
        #expect(again.code == 74)
        #expect(again.error == "kernelcast: \(disk.path)/out/batch.json.partial: read-only file system\n")
        let other = try CommandTests.run(Array(arguments.dropLast()) + ["\(disk.path)/other"])
        #expect(other.code == 74)
        #expect(other.error == "kernelcast: \(disk.path)/other: read-only file system\n")
    }
}

/// A disk of so much memory, which goes with its owner.
private final class SmallDisk {
    private let folder: TemporaryFolder

    var path: String { folder.path("disk") }

    init(byteCount: Int) throws {
        folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.path("disk"), withIntermediateDirectories: false)
        try Self.run("mount", ["-t", "tmpfs", "-o", "size=\(byteCount)", "tmpfs", folder.path("disk")])
    }

    deinit { try? Self.run("umount", ["--lazy", folder.path("disk")]) }

    /// Changes an option of the disk.
    func remount(_ option: String) throws { try Self.run("mount", ["-o", "remount,\(option)", path]) }

    private static func run(_ command: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [command] + arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    static let isPossible: Bool = {
        guard getuid() == 0 else { return false }
        do {
            _ = try SmallDisk(byteCount: 1 << 16)
            return true
        } catch {
            return false
        }
    }()
}
