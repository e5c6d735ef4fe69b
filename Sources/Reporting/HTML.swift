/// Marked-up text. What is interpolated into a literal is escaped, unless it is marked up itself.
struct HTML: ExpressibleByStringInterpolation {
    private(set) var text: String

    init(stringLiteral literal: String) { text = literal }

    init(stringInterpolation interpolation: Interpolation) { text = interpolation.text }

    /// Text that is marked up already.
    init(markup: String) { text = markup }

    static func += (left: inout HTML, right: HTML) { left.text += right.text }

    struct Interpolation: StringInterpolationProtocol {
        var text = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 16)
        }

        mutating func appendLiteral(_ literal: String) { text += literal }

        mutating func appendInterpolation(_ html: HTML) { text += html.text }

        mutating func appendInterpolation(_ number: Int) { text += String(number) }

        mutating func appendInterpolation(_ string: String) {
            // Most text has nothing to escape.
            guard string.utf8.contains(where: { Self.entity(of: Unicode.Scalar($0)) != nil }) else {
                text += string
                return
            }
            for scalar in string.unicodeScalars {
                if let entity = Self.entity(of: scalar) {
                    text += entity
                } else {
                    text.unicodeScalars.append(scalar)
                }
            }
        }

        /// What stands for a character that markup has a meaning for.
        private static func entity(of scalar: Unicode.Scalar) -> String? {
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            default: nil
            }
        }
    }
}

extension Sequence<HTML> {
    /// One after another.
    func joined() -> HTML { HTML(markup: map(\.text).joined()) }
}
