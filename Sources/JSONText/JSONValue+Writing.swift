extension JSONValue {
    /// How a value is laid out.
    public enum Layout: Sendable {
        /// On one line without spaces.
        case compact
        /// A member or element a line, two spaces a level.
        case indented
    }

    /// The value as JSON text: equal values give equal bytes. What JSON has no number for (NaN, infinity) is null.
    public func text(_ layout: Layout = .compact) -> String {
        String(decoding: bytes(layout), as: UTF8.self)
    }

    /// The bytes of `text`.
    public func bytes(_ layout: Layout = .compact) -> [UInt8] {
        var output: [UInt8] = []
        write(to: &output, layout, level: 0)
        return output
    }

    private func write(to output: inout [UInt8], _ layout: Layout, level: Int) {
        switch self {
        case .null: output += "null".utf8
        case .bool(let value): output += (value ? "true" : "false").utf8
        case .integer(let value): output += String(value).utf8
        case .number(let value): output += (value.isFinite ? value.description : "null").utf8
        case .string(let value): Self.write(value, to: &output)
        case .array(let elements):
            Self.write(elements, between: ("[", "]"), to: &output, layout, level) { element, output in
                element.write(to: &output, layout, level: level + 1)
            }
        case .object(let members):
            Self.write(members, between: ("{", "}"), to: &output, layout, level) { member, output in
                Self.write(member.key, to: &output)
                output += (layout == .compact ? ":" : ": ").utf8
                member.value.write(to: &output, layout, level: level + 1)
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element], between brackets: (open: Unicode.Scalar, close: Unicode.Scalar),
        to output: inout [UInt8], _ layout: Layout, _ level: Int, _ write: (Element, inout [UInt8]) -> Void
    ) {
        func newLine(_ level: Int) {
            guard layout == .indented, !elements.isEmpty else { return }
            output.append(0x0A)
            output += repeatElement(0x20, count: 2 * level)
        }
        output.append(UInt8(ascii: brackets.open))
        for (index, element) in elements.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            newLine(level + 1)
            write(element, &output)
        }
        newLine(level)
        output.append(UInt8(ascii: brackets.close))
    }

    private static func write(_ string: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                output.append(UInt8(ascii: "\\"))
                output.append(byte)
            case 0x0A: output += "\\n".utf8
            case 0..<0x20, 0x7F:
                let digits = String(byte, radix: 16)
                output += "\\u00\(digits.count == 1 ? "0" : "")\(digits)".utf8
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}
