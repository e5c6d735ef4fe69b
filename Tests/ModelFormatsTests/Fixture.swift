@testable import ModelFormats

/// The files beside the tests.
enum Fixture {
    /// torchvision's SqueezeNet 1.1 as `torch.onnx.export` writes it, passed through `kernelcast strip`: real names,
    /// real order of fields.
    static let exportedPath = path("squeezenet1_1.onnx")

    /// The bytes of that file; empty where it cannot be read.
    static let exported: [UInt8] = (try? bytes(atPath: exportedPath)) ?? []

    /// Keras's MobileNetV2 as TensorFlow's converter writes it, passed through `kernelcast strip`.
    static let convertedPath = path("mobilenet_v2.tflite")

    /// The bytes of that file; empty where it cannot be read.
    static let converted: [UInt8] = (try? bytes(atPath: convertedPath)) ?? []

    /// The exports that are shipped.
    static let samples = [
        "bert_small", "densenet121", "efficientnet_b0", "mnasnet1_0", "mobilenet_v2", "resnet18", "squeezenet1_1",
        "unet", "vit_b_16",
    ].map { path("../../../samples/\($0).onnx") }

    /// The lines of a text file; none where it cannot be read.
    static func lines(_ name: String) -> [String] { (try? lines(atPath: path(name))) ?? [] }

    /// The lines of the text file at a path.
    static func lines(atPath path: String) throws(ImportError) -> [String] {
        String(decoding: try bytes(atPath: path), as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private static func bytes(atPath path: String) throws(ImportError) -> [UInt8] {
        try MappedFile(path: path).withBytes { bytes in unsafe bytes.withUnsafeBytes { unsafe Array($0) } }
    }

    private static func path(_ name: String) -> String {
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            + "/Fixtures/\(name)"
    }
}
