import JSONText
import Measurements

extension SafeTensors {
    /// The longest header that is read; the largest of ours has some 10 KB.
    private static let headerLimit = 1 << 20

    /// Reads a file.
    public init(contentsOf path: String) throws(PredictionError) {
        let bytes: [UInt8]
        do throws(SystemError) { bytes = try FileBytes.read(path) } catch {
            throw PredictionError(.unreadable(error.message), at: path)
        }
        do throws(PredictionError) { try self.init(bytes) } catch { throw error.within(path) }
    }

    /// Reads a file's bytes: the header must describe all of them, each once.
    init(_ bytes: [UInt8]) throws(PredictionError) {
        guard bytes.count >= 8 else {
            throw PredictionError(.malformed("expected 8 bytes of the header's length, found \(bytes.count)"))
        }
        let length = bytes[0..<8].reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        guard length <= Self.headerLimit, Int(length) <= bytes.count - 8 else {
            throw PredictionError(
                .malformed(
                    "expected a header of at most \(min(Self.headerLimit, bytes.count - 8)) bytes, found \(length)"))
        }
        let data = bytes[(8 + Int(length))...]
        self.init()
        var ranges: [(range: Range<Int>, name: String)] = []
        do throws(JSONError) {
            let header = JSONReader(try JSONValue(parsing: Array(bytes[8..<8 + Int(length)])))
            for (name, reader) in try header.members() {
                if name == "__metadata__" {
                    for (key, text) in try reader.members() { metadata[key] = try text.string() }
                } else {
                    let (tensor, range) = try Self.tensor(reader, data)
                    tensors[name] = tensor
                    ranges.append((range, name))
                }
            }
        } catch {
            throw PredictionError(.malformed(error.description), at: "header")
        }
        try Self.checkCoverage(ranges, of: data.count)
    }

    private static func tensor(_ reader: JSONReader, _ data: ArraySlice<UInt8>) throws(JSONError) -> (
        Tensor, Range<Int>
    ) {
        let type = try reader.member("dtype")
        guard let element = Element(rawValue: try type.string()) else {
            let known = Element.allCases.map(\.rawValue).joined(separator: ", ")
            throw type.error("expected one of \(known), found \"\(try type.string())\"")
        }
        let extents = try reader.member("shape")
        var shape: [Int] = []
        var size = element.byteCount
        for extent in try extents.elements() {
            let value = try extent.integer()
            let (product, overflow) = size.multipliedReportingOverflow(by: value)
            guard value >= 0, !overflow else {
                throw extent.error("expected an extent whose tensor fits, found \(value)")
            }
            shape.append(value)
            size = product
        }
        let offsets = try reader.member("data_offsets")
        let ends = try offsets.elements()
        guard ends.count == 2 else { throw offsets.error("expected 2 offsets, found \(ends.count)") }
        let (start, end) = (try ends[0].integer(), try ends[1].integer())
        guard start >= 0, start <= end, end <= data.count else {
            throw offsets.error("expected 0 ≤ start ≤ end ≤ \(data.count), found \(start) and \(end)")
        }
        guard end - start == size else { throw offsets.error("expected \(size) bytes, found \(end - start)") }
        let bytes = data[data.startIndex + start..<data.startIndex + end]
        return (Tensor(element: element, shape: shape, bytes: bytes), start..<end)
    }

    /// The format wants every byte in one tensor: what lies between could hide anything.
    private static func checkCoverage(
        _ ranges: [(range: Range<Int>, name: String)], of count: Int
    ) throws(PredictionError) {
        var end = 0
        for (range, name) in ranges.sorted(by: {
            ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
        }) {
            guard range.lowerBound == end else {
                throw PredictionError(
                    .malformed("expected to begin at byte \(end) of the data, found \(range.lowerBound)"),
                    at: "tensor \"\(name)\"")
            }
            end = range.upperBound
        }
        guard end == count else {
            throw PredictionError(.malformed("expected \(end) bytes of data, found \(count)"))
        }
    }
}
