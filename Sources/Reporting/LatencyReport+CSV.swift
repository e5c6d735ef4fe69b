import JSONText

extension LatencyReport {
    /// A line per kernel under a line of titles; nodes by name, separated by spaces.
    public var csv: String {
        let total = kernelMilliseconds
        var csv = CSVText()
        var isFirst = true
        for row in kernels {
            let members = row.members + row.members(ofTotal: total)
            if isFirst { csv.add(["model", "platform"] + members.flatMap(\.columns)) }
            isFirst = false
            csv.add([model.path, platform.id] + members.flatMap(\.cells))
        }
        return csv.text
    }
}

extension JSONValue.Member {
    /// The titles of a member's columns: an object has one for each of its own members.
    fileprivate var columns: [String] {
        guard case .object(let members) = value else { return [key] }
        return members.map(\.key)
    }

    fileprivate var cells: [String] {
        guard case .object(let members) = value else { return [value.cell] }
        return members.map(\.value.cell)
    }
}

extension JSONValue {
    /// A field of a CSV file: what is null is empty, a list is its elements with spaces between.
    fileprivate var cell: String {
        switch self {
        case .null: ""
        case .string(let string): string
        case .array(let elements): elements.map(\.cell).joined(separator: " ")
        case .object(let members): members.first { $0.key == "name" }?.value.cell ?? ""
        default: text()
        }
    }
}
