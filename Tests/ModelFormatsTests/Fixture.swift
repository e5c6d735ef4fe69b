@testable import ModelFormats

/// The files beside the tests.
enum Fixture {
    /// torchvision's SqueezeNet 1.1 as `torch.onnx.export` writes it, passed through `kernelcast strip`: real names,
    /// real order of fields.
    static let exportedPath = path("squeezenet1_1.onnx")

    /// The bytes of that file; empty where it cannot be read.
    static let exported: [UInt8] = bytes(at: exportedPath)

    /// Keras's MobileNetV2 as TensorFlow's converter writes it, passed through `kernelcast strip`.
    static let convertedPath = path("mobilenet_v2.tflite")

    /// The bytes of that file; empty where it cannot be read.
    static let converted: [UInt8] = bytes(at: convertedPath)

    private static func bytes(at path: String) -> [UInt8] {
        (try? MappedFile(path: path).withBytes { bytes in unsafe bytes.withUnsafeBytes { unsafe Array($0) } }) ?? []
    }

    private static func path(_ name: String) -> String {
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            + "/Fixtures/\(name)"
    }
}
