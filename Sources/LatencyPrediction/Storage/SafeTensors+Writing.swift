import JSONText
import Measurements

extension SafeTensors {
    /// The file's bytes: the same tensors and texts give the same bytes. Names are in order, and the data begins at a
    /// multiple of 8.
    var bytes: [UInt8] {
        var members: [JSONValue.Member] = []
        if !metadata.isEmpty {
            let texts = metadata.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .string($0.value)) }
            members.append(.init("__metadata__", .object(texts)))
        }
        // Large elements first, so that every tensor is aligned.
        let ordered = tensors.sorted { ($1.value.element.byteCount, $0.key) < ($0.value.element.byteCount, $1.key) }
        var data: [UInt8] = []
        for (name, tensor) in ordered {
            let start = data.count
            data += tensor.bytes
            members.append(
                .init(
                    name,
                    .object([
                        .init("dtype", .string(tensor.element.rawValue)),
                        .init("shape", .array(tensor.shape.map { .integer($0) })),
                        .init("data_offsets", .array([.integer(start), .integer(data.count)])),
                    ])))
        }
        var header = JSONValue.object(members).bytes(.compact)
        while !header.count.isMultiple(of: 8) { header.append(0x20) }
        let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
        return length + header + data
    }

    /// Writes a file, whole or not at all.
    public func write(to path: String) throws(PredictionError) {
        do throws(SystemError) { try FileBytes.write(bytes, to: path) } catch {
            throw PredictionError(.unwritable(error.message), at: path)
        }
    }
}
