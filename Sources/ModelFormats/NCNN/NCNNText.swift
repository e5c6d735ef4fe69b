import GraphIR

/// What a `.param` file says, line by line; no name is resolved and no parameter understood.
///
/// A mark, the numbers of layers and of blobs, then a line per layer: type, name, how many blobs it reads and writes,
/// their names, and `key=value` parameters; `-233xx=n,v,…` is an array for the key xx.
///
/// https://github.com/Tencent/ncnn/wiki/param-and-model-file-structure.
struct NCNNText {
    /// A line of the file.
    struct Layer {
        /// From 1.
        var line: Int
        var type: String
        var name: String
        var inputs: [String]
        var outputs: [String]
        var parameters: [OperatorDescription.Attribute]
    }

    static let mark = "7767517"

    private(set) var layers: [Layer] = []
    private(set) var blobCount = 0
    /// Lines behind the last layer, which ncnn does not read.
    private(set) var trailingLineCount = 0

    /// Reads the whole text.
    init(_ bytes: [UInt8]) throws(ImportError) {
        var lines = Lines(bytes: bytes)
        guard let first = try lines.next(), first == [Self.mark[...]] else {
            throw lines.error("expected \(Self.mark), found another first line")
        }
        guard let counts = try lines.next(), counts.count == 2, let layerCount = Self.natural(counts[0]),
            let blobCount = Self.natural(counts[1])
        else { throw lines.error("expected the numbers of layers and of blobs, found something else") }
        self.blobCount = blobCount
        while let words = try lines.next() {
            guard layers.count < layerCount else {
                trailingLineCount += 1
                continue
            }
            layers.append(try Self.layer(words, lines))
        }
        guard layers.count == layerCount else {
            throw ImportError(.malformed("expected \(layerCount) layers, found \(layers.count)"))
        }
    }

    private static func layer(_ words: [Substring], _ lines: Lines) throws(ImportError) -> Layer {
        guard words.count >= 4, let inputCount = natural(words[2]), let outputCount = natural(words[3]) else {
            throw lines.error("expected a type, a name and the numbers of blobs read and written, found something else")
        }
        let blobs = words[4...]
        // Both are 31 bits at most, so that the sum fits.
        guard blobs.count >= inputCount + outputCount else {
            throw lines.error("expected \(inputCount + outputCount) names of blobs, found \(blobs.count) words")
        }
        var parameters: [OperatorDescription.Attribute] = []
        for word in blobs.dropFirst(inputCount + outputCount) {
            let parameter = try parameter(word, lines)
            guard !parameters.contains(where: { $0.name == parameter.name }) else {
                throw lines.error("expected each parameter once, found \(parameter.name) again")
            }
            parameters.append(parameter)
        }
        let names = blobs.map(String.init)
        return Layer(
            line: lines.number, type: String(words[0]), name: String(words[1]), inputs: Array(names[..<inputCount]),
            outputs: Array(names[inputCount..<(inputCount + outputCount)]), parameters: parameters)
    }

    private static func natural(_ word: Substring) -> Int? { Int32(word).flatMap { $0 < 0 ? nil : Int($0) } }

    /// An attribute of the key as its name; arrays are told by keys from −23300 down.
    private static func parameter(
        _ word: Substring, _ lines: Lines
    ) throws(ImportError) -> OperatorDescription.Attribute {
        let sides = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard sides.count == 2, let key = Int32(sides[0]) else {
            throw lines.error("expected KEY=VALUE, found \"\(word)\"")
        }
        guard key <= -23300 else { return .init(String(key), try number(sides[1], lines)) }
        let items = sides[1].split(separator: ",", omittingEmptySubsequences: false)
        guard let count = items.first.flatMap(natural), count == items.count - 1 else {
            throw lines.error("expected an array of as many items as it says, found \"\(word)\"")
        }
        var integers: [Int] = []
        var reals: [Double] = []
        for item in items.dropFirst() {
            switch try number(item, lines) {
            case .integer(let value):
                integers.append(value)
                reals.append(Double(value))
            case .real(let value): reals.append(value)
            default: continue
            }
        }
        return .init(String(-23300 - Int(key)), integers.count == reals.count ? .integers(integers) : .reals(reals))
    }

    /// A number is real where it is written with a point or an exponent.
    private static func number(
        _ word: Substring, _ lines: Lines
    ) throws(ImportError) -> OperatorDescription.Value {
        if let value = Int32(word) { return .integer(Int(value)) }
        if word.utf8.contains(where: { [0x2E, 0x45, 0x65].contains($0) }), let value = Double(word), value.isFinite {
            return .real(value)
        }
        throw lines.error("expected a number of 32 bits, found \"\(word)\"")
    }
}

/// The words of one line after the other; blank lines are stepped over.
private struct Lines {
    let bytes: [UInt8]
    private var position = 0
    /// Of the line that was read last, from 1.
    private(set) var number = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() throws(ImportError) -> [Substring]? {
        while position < bytes.count {
            let end = bytes[position...].firstIndex(of: 0x0A) ?? bytes.count
            let line = bytes[position..<end]
            position = end + 1
            number += 1
            guard let text = String(validating: line, as: UTF8.self) else {
                throw error("expected UTF-8, found other bytes")
            }
            let words = text.utf8.split { [0x09, 0x0D, 0x20].contains($0) }.map(Substring.init)
            if !words.isEmpty { return words }
        }
        return nil
    }

    func error(_ message: String) -> ImportError {
        ImportError(.malformed(message), at: ModelLocation(part: "line \(number)"))
    }
}
