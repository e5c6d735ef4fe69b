public import JSONText

/// The layout of results that programs read as well as people.
public enum ListingFormat: String, Sendable, Hashable, CaseIterable {
    case table, json
}

/// A result that can be shown to a person, and given to a program.
public protocol Listing {
    /// Lines for a terminal, each with its line feed.
    var table: String { get }
    var json: JSONValue { get }
}

extension Listing {
    /// The result in a format; JSON is one line.
    public func text(_ format: ListingFormat) -> String {
        switch format {
        case .table: table
        case .json: jsonLine
        }
    }

    /// The JSON on one line, with its line feed.
    public var jsonLine: String { json.text() + "\n" }
}
