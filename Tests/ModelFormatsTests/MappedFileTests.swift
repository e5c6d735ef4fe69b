import Glibc
import GraphIR
import Testing

@testable import ModelFormats

/// What becomes of files that other programs write to meanwhile.
@Suite struct MappedFileTests {
    private static let changed = "expected a file that stays as it is, found one that changed while it was read"

    /// A file of so many bytes, which is removed again.
    private static func withFile(byteCount: Int, _ body: (String) throws -> Void) throws {
        var name = Array("/tmp/mapped-XXXXXX".utf8CString)
        let descriptor = unsafe mkstemp(&name)
        defer {
            close(descriptor)
            unsafe unlink(name)
        }
        #expect(ftruncate(descriptor, byteCount) == 0)
        try body(String(decoding: name.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self))
    }

    @Test(arguments: [1000, 1 << 20]) func aFileThatStaysIsReadWhole(byteCount: Int) throws {
        try Self.withFile(byteCount: byteCount) { path in
            let file = try MappedFile(path: path)
            #expect(try file.withBytes { $0.byteCount } == byteCount)
        }
    }

    @Test(arguments: [0, 1 << 19]) func aMappedFileThatGetsShorterIsToldOf(remaining: Int) throws {
        try Self.withFile(byteCount: 1 << 20) { path in
            let file = try MappedFile(path: path)
            let error = #expect(throws: ImportError.self) {
                try file.withBytes { bytes in
                    #expect(unsafe truncate(path, remaining) == 0)
                    // The page is gone.
                    #expect(bytes.byte(at: bytes.byteCount - 1) == 0)
                }
            }
            #expect(error?.description == "\(path): \(Self.changed)")
        }
    }

    @Test func aMappedFileThatIsWrittenToIsToldOf() throws {
        try Self.withFile(byteCount: 1 << 20) { path in
            let file = try MappedFile(path: path)
            let error = #expect(throws: ImportError.self) {
                try file.withBytes { _ in
                    let stream = unsafe fopen(path, "a")
                    unsafe fputs("more", stream)
                    unsafe fclose(stream)
                }
            }
            #expect(error?.description == "\(path): \(Self.changed)")
        }
    }

    @Test func anUnlinkedFileIsStillRead() throws {
        try Self.withFile(byteCount: 1 << 20) { path in
            let file = try MappedFile(path: path)
            unsafe unlink(path)
            #expect(try file.withBytes { $0.byteCount } == 1 << 20)
        }
    }
}
