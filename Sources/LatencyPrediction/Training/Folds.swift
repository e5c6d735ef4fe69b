/// Which networks are held out together.
public struct Folds: Sendable, Hashable {
    /// The fold of each network, counted from 0.
    public let places: [String: Int]
    public let count: Int

    init(places: [String: Int], count: Int) {
        self.places = places
        self.count = count
    }

    /// Folds of even size: the networks in alphabetical order, shuffled by the seed, and dealt out in turn.
    public init(_ networks: [String], count: Int, seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let names = networks.sorted()
        let order = generator.permutation(names.count)
        places = Dictionary(uniqueKeysWithValues: order.enumerated().map { (names[$1], $0 % count) })
        self.count = count
    }

    /// A fold for each family that a name belongs to; names of none are never held out.
    public init(_ networks: [String], families: [[String]]) {
        var places: [String: Int] = [:]
        for network in networks {
            places[network] = families.firstIndex { $0.contains { network.hasPrefix($0) } }
        }
        self.places = places
        count = families.count
    }
}
