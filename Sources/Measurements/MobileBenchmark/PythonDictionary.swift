/// The literal of a flat dictionary: quoted keys, values quoted or whole numbers.
struct PythonDictionary {
    private var values: [Substring: Substring] = [:]

    init(_ literal: String) throws(LayerFeatures.Fault) {
        guard literal.hasPrefix("{"), literal.hasSuffix("}"), literal.count >= 2 else {
            throw Self.fault("expected {…}, found \"\(literal)\"")
        }
        for member in literal.dropFirst().dropLast().split(separator: ", ", omittingEmptySubsequences: false) {
            let sides = member.split(separator: ": ", maxSplits: 1)
            guard sides.count == 2, let key = Self.unquoted(sides[0]) else {
                throw Self.fault("expected 'name': value, found \"\(member)\"")
            }
            guard values.updateValue(Self.unquoted(sides[1]) ?? sides[1], forKey: key) == nil else {
                throw Self.fault("expected names that differ, found '\(key)' twice")
            }
        }
    }

    /// Whether there is such a member.
    func contains(_ key: Substring) -> Bool { values[key] != nil }

    /// The member as a number from 1 to a limit, far above the benchmark's sizes, under which their products fit.
    func count(_ key: Substring, upTo limit: Int) throws(LayerFeatures.Fault) -> Int {
        guard let text = values[key] else { throw Self.fault("expected '\(key)', found none") }
        guard let number = Int(text), (1...limit).contains(number) else {
            throw Self.fault("'\(key)': expected 1 to \(limit), found \"\(text)\"")
        }
        return number
    }

    private static func unquoted(_ text: Substring) -> Substring? {
        guard text.count >= 2, text.hasPrefix("'"), text.hasSuffix("'") else { return nil }
        return text.dropFirst().dropLast()
    }

    private static func fault(_ message: String) -> LayerFeatures.Fault {
        LayerFeatures.Fault(isOperation: false, message: message)
    }
}
