/// What is known of operators by their names, found out once for each: a graph has many operations of few names, and going
/// through those costs less than hashing one.
struct NameMemo<Finding> {
    private var known: [(name: String, finding: Finding)] = []

    /// As many names as most graphs have.
    private static var usualCount: Int { 12 }

    /// The finding of a name; `find` is asked where there is none yet.
    mutating func finding(of name: String, _ find: (String) -> Finding) -> Finding {
        for place in known.indices where known[place].name.hasSameLength(as: name) && known[place].name == name {
            return known[place].finding
        }
        let finding = find(name)
        if known.isEmpty { known.reserveCapacity(Self.usualCount) }
        known.append((name, finding))
        return finding
    }
}
