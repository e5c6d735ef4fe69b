import Foundation
import JSONText

/// The part of JSON Schema that the files of `schemas` use; a keyword that it does not know is an error, so that
/// no rule of the schema passes unchecked.
struct JSONSchema {
    let root: JSONReader

    /// Reads a file of `schemas`.
    init(named name: String) throws {
        let file = URL(filePath: #filePath).appending(path: "../../../schemas/\(name).schema.json").standardized
        root = JSONReader(try JSONValue(parsing: Array(Data(contentsOf: file))))
    }

    /// Every rule that the document breaks, each with its place.
    func violations(of document: JSONValue) throws -> [String] {
        try violations(of: document, by: root, at: "$")
    }

    private func violations(of value: JSONValue, by schema: JSONReader, at place: String) throws -> [String] {
        var found: [String] = []
        for (keyword, rule) in try schema.members() {
            switch keyword {
            case "$schema", "$defs", "title", "description", "properties", "items", "then", "else": continue
            case "$ref": found += try violations(of: value, by: try definition(rule.string()), at: place)
            case "const": found += value == rule.value ? [] : ["\(place) is not \(rule.value.text())"]
            case "enum":
                found += try rule.elements().contains { $0.value == value } ? [] : ["\(place) is none of the enum"]
            case "type":
                let types = try (try? rule.elements().map { try $0.string() }) ?? [rule.string()]
                found += types.contains { value.isOf(type: $0) } ? [] : ["\(place) is no \(types)"]
            case "minimum": found += try (value.number ?? .infinity) >= rule.number() ? [] : ["\(place) is too small"]
            case "maximum":
                found += try (value.number ?? -.infinity) <= rule.number() ? [] : ["\(place) is too great"]
            case "required":
                guard case .object(let members) = value else { continue }
                for key in try rule.elements().map({ try $0.string() })
                where !members.contains(where: { $0.key == key }) {
                    found.append("\(place) lacks \(key)")
                }
            case "additionalProperties": continue
            case "if":
                let branch = try violations(of: value, by: rule, at: place).isEmpty ? "then" : "else"
                if let rule = try schema.optional(branch) { found += try violations(of: value, by: rule, at: place) }
            default: throw schema.error("the validator does not know \"\(keyword)\"")
            }
        }
        switch value {
        case .object(let members):
            for member in members {
                found += try self.violations(of: member, by: schema, at: "\(place).\(member.key)")
            }
        case .array(let elements):
            guard let items = try schema.optional("items") else { break }
            for (index, element) in elements.enumerated() {
                found += try violations(of: element, by: items, at: "\(place)[\(index)]")
            }
        default: break
        }
        return found
    }

    private func violations(of member: JSONValue.Member, by schema: JSONReader, at place: String) throws -> [String] {
        if let property = try schema.optional("properties")?.optional(member.key) {
            return try violations(of: member.value, by: property, at: place)
        }
        guard let others = try schema.optional("additionalProperties") else { return [] }
        if case .bool(let isAllowed) = others.value { return isAllowed ? [] : ["\(place) is not in the schema"] }
        return try violations(of: member.value, by: others, at: place)
    }

    private func definition(_ reference: String) throws -> JSONReader {
        try root.member("$defs").member(String(reference.dropFirst("#/$defs/".count)))
    }
}

extension JSONValue {
    fileprivate var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    fileprivate func isOf(type: String) -> Bool {
        switch self {
        case .null: type == "null"
        case .bool: type == "boolean"
        case .integer: type == "integer" || type == "number"
        case .number: type == "number"
        case .string: type == "string"
        case .array: type == "array"
        case .object: type == "object"
        }
    }
}
