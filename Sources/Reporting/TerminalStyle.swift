/// What a terminal can show.
public struct TerminalStyle: Sendable, Hashable {
    /// In columns; nil where lines may be as long as they need.
    public var width: Int?
    public var isColored: Bool

    public init(width: Int? = nil, isColored: Bool = false) {
        self.width = width
        self.isColored = isColored
    }

    /// For files and pipes.
    public static let plain = TerminalStyle()

    /// Colours of ANSI X3.64, by what they say.
    enum Color: String {
        case good = "32"
        case fair = "33"
        case bad = "31"
        case quiet = "2"
        case strong = "1"
    }

    /// The text in a colour, where the terminal has them.
    func colored(_ text: String, _ color: Color?) -> String {
        guard isColored, let color, !text.isEmpty else { return text }
        return "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m"
    }
}
