import JSONText

extension LatencyReport {
    /// The titles of the columns, as a line; empty where there is no kernel.
    public var csvTitles: String {
        guard let row = kernels.first else { return "" }
        var csv = CSVText()
        csv.add(["model", "platform"] + (row.members + row.members(ofTotal: 1)).flatMap(\.columns))
        return csv.text
    }

    /// A line per kernel; nodes by name, separated by spaces.
    public var csvRows: String {
        let total = kernelMilliseconds
        var csv = CSVText()
        for row in kernels {
            csv.add([model.path, platform.id] + (row.members + row.members(ofTotal: total)).flatMap(\.cells))
        }
        return csv.text
    }
}

extension JSONValue.Member {
    /// The titles of a member's columns: an object has one for each of its own members.
    var columns: [String] {
        guard case .object(let members) = value else { return [key] }
        return members.map(\.key)
    }

    var cells: [String] {
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
