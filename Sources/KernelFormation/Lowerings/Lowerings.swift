/// The lowerings that a ruleset may list, each by its name.
enum Lowerings {
    /// One line per file in this folder, in alphabetical order.
    private static let list: [any Lowering.Type] = []

    static let all = Dictionary(list.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
}
