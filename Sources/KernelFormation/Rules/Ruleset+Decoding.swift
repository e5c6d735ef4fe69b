import JSONText

extension Ruleset {
    /// Reads the whole document, and refuses members that it does not know.
    init(_ reader: JSONReader) throws(JSONError) {
        try reader.allowOnly([
            "schema", "id", "version", "mirrors", "based_on", "parameters", "lowerings", "tail", "rules",
        ])
        let schema = try reader.member("schema")
        guard try schema.string() == "kernelcast/ruleset/1" else {
            throw schema.error("expected \"kernelcast/ruleset/1\", found \"\(try schema.string())\"")
        }
        id = try reader.member("id").string()
        version = try reader.member("version").string()
        mirrors = try Mirrored(reader.member("mirrors"))
        basis = try reader.optional("based_on")?.string()
        parameters = try reader.list("parameters").map { (reader) throws(JSONError) in try Parameter(reader) }
        lowerings = try reader.list("lowerings").map { (reader) throws(JSONError) in try LoweringStep(reader) }
        let tail = try reader.optional("tail")
        if let tail { self.tail = try Rule.Step(tail) } else { self.tail = nil }
        rules = try reader.list("rules").map { (reader) throws(JSONError) in try Rule(reader) }
        var ids: Set<String> = []
        for rule in rules where !ids.insert(rule.id).inserted {
            throw reader.error("expected each rule once, found \"\(rule.id)\" again")
        }
    }

    /// A condition on a parameter that the ruleset does not name would never hold, and tell nobody.
    func checkParameters() throws(JSONError) {
        let known = Set(parameters.map(\.name))
        let guards = rules.flatMap { $0.guards + $0.steps.flatMap(\.guards) } + (tail?.guards ?? [])
        let conditions = rules.map(\.when) + lowerings.map(\.when)
        let used = conditions.flatMap(\.keys) + guards.compactMap(\.number?.parameter)
        for name in used.sorted() where !known.contains(name) {
            throw JSONError("expected parameters that the ruleset names, found \"\(name)\"")
        }
    }
}

extension Ruleset.Mirrored {
    fileprivate init(_ reader: JSONReader) throws(JSONError) {
        try reader.allowOnly(["framework", "version", "read_in"])
        framework = try reader.member("framework").string()
        version = try reader.member("version").string()
        readIn = try reader.strings("read_in")
    }
}

extension Ruleset.Parameter {
    fileprivate init(_ reader: JSONReader) throws(JSONError) {
        try reader.allowOnly(["name", "values", "meaning"])
        name = try reader.member("name").string()
        values = try reader.strings("values")
        meaning = try reader.member("meaning").string()
        guard !values.isEmpty else { throw reader.error("expected at least one value, found none") }
    }
}

extension Ruleset.LoweringStep {
    fileprivate init(_ reader: JSONReader) throws(JSONError) {
        try reader.allowOnly(["name", "because", "when"])
        let name = try reader.member("name")
        self.name = try name.string()
        guard Lowerings.all[self.name] != nil else {
            throw name.error(
                "expected one of \(Lowerings.all.keys.sorted().joined(separator: ", ")), found \"\(self.name)\"")
        }
        because = try reader.member("because").string()
        when = try reader.conditions("when")
    }
}

extension Rule {
    fileprivate init(_ reader: JSONReader) throws(JSONError) {
        try reader.allowOnly([
            "id", "because", "root", "where", "when", "then", "kernel", "algorithm", "free", "tail", "emits",
            "examples",
        ])
        id = try reader.member("id").string()
        because = try reader.member("because").string()
        root = try reader.strings("root")
        guards = try reader.list("where").map { (reader) throws(JSONError) in try Guard(reader) }
        when = try reader.conditions("when")
        steps = try reader.list("then").map { (reader) throws(JSONError) in try Step(reader) }
        kernel = try reader.member("kernel").case(of: KernelType.self)
        algorithm = try reader.optional("algorithm")?.string() ?? ""
        isFree = try reader.optional("free")?.bool() ?? false
        extent = try reader.optional("tail")?.case(of: Extent.self) ?? .withTail
        emission = try reader.optional("emits")?.case(of: Emission.self) ?? .one
        examples = try reader.list("examples").map { (reader) throws(JSONError) in try Example(reader) }
    }
}

extension Rule.Step {
    fileprivate init(_ reader: JSONReader) throws(JSONError) {
        try reader.allowOnly(["operators", "operand", "repetition", "where", "listed"])
        operators = Set(try reader.strings("operators"))
        operand = try reader.optional("operand")?.case(of: Operand.self) ?? .first
        repetition = try reader.optional("repetition")?.case(of: Repetition.self) ?? .once
        guards = try reader.list("where").map { (reader) throws(JSONError) in try Guard(reader) }
        isListed = try reader.optional("listed")?.bool() ?? true
    }
}

extension Rule.Example {
    fileprivate init(_ reader: JSONReader) throws(JSONError) {
        try reader.allowOnly(["input", "graph", "parameters", "kernels", "why"])
        input = try reader.member("input").string()
        graph = try reader.member("graph").string()
        parameters = [:]
        for (name, value) in try reader.optional("parameters")?.members() ?? [] {
            parameters[name] = try value.string()
        }
        kernels = try reader.strings("kernels")
        why = try reader.optional("why")?.string() ?? ""
    }
}

extension Guard {
    /// A name, or an object of one name and its number.
    fileprivate init(_ reader: JSONReader) throws(JSONError) {
        guard case .object = reader.value else {
            name = try reader.case(of: Name.self)
            number = nil
            guard !name.takesNumber else {
                throw reader.error("expected a number for \"\(name.rawValue)\", found none")
            }
            return
        }
        let members = try reader.members()
        guard members.count == 1, let name = Name(rawValue: members[0].key) else {
            throw reader.error("expected one member, one of \(Name.list), found \(members.map(\.key))")
        }
        guard name.takesNumber else { throw reader.error("expected \"\(name.rawValue)\" alone, found a number") }
        self.name = name
        number = try Threshold(members[0].reader)
    }
}

extension Threshold {
    /// A number, or an object of numbers by the values of the parameter that `by` names.
    fileprivate init(_ reader: JSONReader) throws(JSONError) {
        guard case .object = reader.value else {
            self = .number(try reader.integer())
            return
        }
        var numbers: [String: Int] = [:]
        for (key, number) in try reader.members() where key != "by" { numbers[key] = try number.integer() }
        guard numbers["default"] != nil else { throw reader.error("expected a member \"default\", found none") }
        self = .byParameter(try reader.member("by").string(), numbers)
    }
}

extension JSONReader {
    /// The elements of a member that may be left out.
    fileprivate func list(_ key: String) throws(JSONError) -> [JSONReader] { try optional(key)?.elements() ?? [] }

    /// The strings of a member that may be left out.
    fileprivate func strings(_ key: String) throws(JSONError) -> [String] { try optional(key)?.strings() ?? [] }

    /// The parameters and their values in a member that may be left out.
    fileprivate func conditions(_ key: String) throws(JSONError) -> [String: [String]] {
        var result: [String: [String]] = [:]
        for (name, values) in try optional(key)?.members() ?? [] { result[name] = try values.strings() }
        return result
    }

    fileprivate func strings() throws(JSONError) -> [String] {
        try elements().map { (reader) throws(JSONError) in try reader.string() }
    }

    /// A string that must be one of an enumeration's.
    fileprivate func `case`<Value: RawRepresentable<String> & CaseIterable>(
        of type: Value.Type
    ) throws(JSONError) -> Value {
        let string = try string()
        guard let value = Value(rawValue: string) else {
            throw error("expected one of \(Value.list), found \"\(string)\"")
        }
        return value
    }
}

extension RawRepresentable<String> where Self: CaseIterable {
    fileprivate static var list: String { allCases.map(\.rawValue).sorted().joined(separator: ", ") }
}
