import Glibc
import GraphIR
import Testing

@testable import ModelFormats

/// How files are opened, and told apart by content.
@Suite struct ModelReaderTests {
    static let known = "ncnn, nn-Meter JSON, ONNX, TFLite, TFLite JSON"

    static let foreign: [(bytes: [UInt8], found: String)] = [
        ([], "an empty file"),
        (Array("Dear reader,\nthis is no model.\n".utf8), "text"),
        (Array("\"domain\" is field 4".utf8), "text"),
        (Array("  {\"layers\": 3}".utf8), "JSON"),
        ([0x50, 0x4B, 0x03, 0x04, 0x00], "a ZIP archive, as PyTorch and Keras write"),
        ([0x80, 0x02, 0x63], "a Python pickle"),
        ([0x1F, 0x8B, 0x08], "gzip data"),
        ([0x89, 0x48, 0x44, 0x46, 0x0D], "an HDF5 file"),
        ([0xFF, 0x00, 0xFF], "bytes of another"),
    ]

    @Test(arguments: foreign) func saysWhatAFileIsThatIsNoModel(bytes: [UInt8], found: String) {
        let error = #expect(throws: ImportError.self) { try ModelReader().read(WireWriter(bytes: bytes)) }
        #expect(error?.description == "expected a model in a known format (\(Self.known)), found \(found)")
    }

    static let unreadable: [(path: String, error: ImportError.Reason)] = [
        ("/nonexistent/model.onnx", .noSuchFile("no such file")),
        ("/dev/null/model.onnx", .noSuchFile("no such file")),
        ("/", .unreadable("expected a file, found a directory")),
        ("/proc/self/mem", .unreadable("expected a readable file, found: input/output error")),
        ("/dev/null", .malformed("expected a model in a known format (\(known)), found an empty file")),
        ("/dev/zero", .overLimit("expected at most 1048576 bytes from a stream, found more")),
    ]

    @Test(arguments: unreadable) func tellsApartWhyAFileCannotBeRead(path: String, reason: ImportError.Reason) {
        let reader = ModelReader(limits: ImportLimits(streamByteCount: 1 << 20))
        let error = #expect(throws: ImportError.self) { try reader.read(path: path) }
        #expect(error == ImportError(reason, at: ModelLocation(file: path)))
    }

    @Test(.enabled(if: getuid() != 0)) func tellsOfAFileThatMayNotBeRead() {
        let error = #expect(throws: ImportError.self) { try ModelReader().read(path: "/etc/shadow") }
        #expect(error?.description == "/etc/shadow: expected a readable file, found: permission denied")
    }

    @Test func readsThroughAPipe() throws {
        var ends: [Int32] = [0, 0]
        #expect(unsafe pipe(&ends) == 0)
        let bytes = WireWriter.model(ONNXMalformedTests.input, ONNXMalformedTests.relu).bytes
        #expect(unsafe write(ends[1], bytes, bytes.count) == bytes.count)
        close(ends[1])
        #expect(try ModelReader().read(path: "/proc/self/fd/\(ends[0])").graph.nodes.count == 1)
        close(ends[0])
    }

    @Test func listsOneLinePerFormat() {
        #expect(ModelReader.formats.map { $0.name } == ModelReader.formats.map { $0.name }.sorted())
    }
}
