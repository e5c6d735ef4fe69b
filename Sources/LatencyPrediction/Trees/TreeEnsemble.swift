/// A sum of regression trees, as XGBoost trains them.
///
/// A node is a split, which sends a row to its left child where `feature < value` and else to the right one, or a leaf,
/// which adds its value. Within a tree nodes stand in breadth-first order, so that a right child follows its left one.
public struct TreeEnsemble: Sendable, Hashable {
    /// The trees as files hold them.
    struct Arrays {
        /// A node's feature; −1 for a leaf.
        var features: [Int16] = []
        /// A split's threshold or a leaf's value.
        var values: [Float] = []
        /// A split's left child, counted from the tree's first node; 0 for a leaf.
        var children: [UInt16] = []
        /// The first node of each tree.
        var roots: [Int32] = []
    }

    /// A node on one word: a walk down a tree reads each once.
    private struct Node: Hashable {
        var value: Float
        var feature: Int16
        /// A leaf is its own child, so that all walks down a tree take as many steps.
        var child: UInt16
    }

    private struct Tree: Hashable {
        var root: Int
        /// The steps from the root to the last leaf.
        var depth: Int
    }

    private var nodes: [Node] = []
    private var trees: [Tree] = []
    /// The sum's start.
    let base: Float
    /// How many features a row has.
    let featureCount: Int

    /// So many rows stay in the cache while all trees are walked down.
    private static let blockSize = 64

    /// - Throws: `PredictionError` where children do not lie behind their parent and inside the tree, or features are
    ///   not there: prediction relies on it.
    init(_ arrays: Arrays, base: Float, featureCount: Int) throws(PredictionError) {
        self.base = base
        self.featureCount = featureCount
        guard arrays.features.count == arrays.values.count, arrays.features.count == arrays.children.count else {
            throw PredictionError(
                .malformed(
                    "expected one feature, value and child a node, found \(arrays.features.count), "
                        + "\(arrays.values.count) and \(arrays.children.count)"))
        }
        nodes.reserveCapacity(arrays.features.count)
        for (tree, root) in arrays.roots.enumerated() {
            let end = tree + 1 < arrays.roots.count ? Int(arrays.roots[tree + 1]) : arrays.features.count
            guard root >= 0, Int(root) < end, end <= arrays.features.count, tree > 0 || root == 0 else {
                throw PredictionError(.malformed("tree \(tree): expected nodes, found none from \(root) to \(end)"))
            }
            try append(Int(root)..<end, of: arrays, tree)
        }
    }

    private mutating func append(_ range: Range<Int>, of arrays: Arrays, _ tree: Int) throws(PredictionError) {
        guard range.count <= Int(UInt16.max) else {
            throw PredictionError(
                .malformed("tree \(tree): expected at most \(UInt16.max) nodes, found \(range.count)"))
        }
        var depths = Array(repeating: 0, count: range.count)
        for (place, node) in range.enumerated() {
            let (feature, left) = (arrays.features[node], Int(arrays.children[node]))
            guard feature >= 0 else {
                nodes.append(Node(value: arrays.values[node], feature: -1, child: UInt16(place)))
                continue
            }
            guard Int(feature) < featureCount, left > place, left + 1 < range.count else {
                throw PredictionError(
                    .malformed(
                        "tree \(tree): node \(place): expected children behind it and a feature below \(featureCount)"))
            }
            nodes.append(Node(value: arrays.values[node], feature: feature, child: arrays.children[node]))
            depths[left] = depths[place] + 1
            depths[left + 1] = depths[place] + 1
        }
        trees.append(Tree(root: range.lowerBound, depth: depths.max() ?? 0))
    }

    /// The trees as files hold them.
    var arrays: Arrays {
        Arrays(
            features: nodes.map(\.feature), values: nodes.map(\.value),
            children: nodes.map { $0.feature < 0 ? 0 : $0.child }, roots: trees.map { Int32($0.root) })
    }

    public var treeCount: Int { trees.count }

    /// The sum for each row of x (rows, features), added up in single precision and in the trees' order.
    public func predict(_ x: Matrix) -> [Float] {
        precondition(x.columns == featureCount, "a row has the ensemble's features")
        var sums = Array(repeating: base, count: x.rows)
        unsafe nodes.withUnsafeBufferPointer { nodes in
            unsafe x.elements.withUnsafeBufferPointer { x in
                for start in stride(from: 0, to: sums.count, by: Self.blockSize) {
                    let end = min(start + Self.blockSize, sums.count)
                    let fours = end - (end - start) % 4
                    for tree in trees {
                        for row in stride(from: start, to: fours, by: 4) {
                            let leaves = unsafe leaves(tree, nodes, x, row)
                            for lane in 0..<4 { sums[row + lane] += leaves[lane] }
                        }
                        for row in fours..<end {
                            var node = unsafe nodes[tree.root]
                            for _ in 0..<tree.depth {
                                node = unsafe Self.child(of: node, tree, nodes, x, row * featureCount)
                            }
                            sums[row] += node.value
                        }
                    }
                }
            }
        }
        return sums
    }

    /// The values of the leaves that four rows reach. They go side by side: no step waits for another row's.
    @inline(__always) private func leaves(
        _ tree: Tree, _ nodes: UnsafeBufferPointer<Node>, _ x: UnsafeBufferPointer<Float>, _ row: Int
    ) -> SIMD4<Float> {
        let (first, count) = (row * featureCount, featureCount)
        let root = unsafe nodes[tree.root]
        var (a, b, c, d) = (root, root, root, root)
        for _ in 0..<tree.depth {
            unsafe a = Self.child(of: a, tree, nodes, x, first)
            unsafe b = Self.child(of: b, tree, nodes, x, first + count)
            unsafe c = Self.child(of: c, tree, nodes, x, first + 2 * count)
            unsafe d = Self.child(of: d, tree, nodes, x, first + 3 * count)
        }
        return SIMD4(a.value, b.value, c.value, d.value)
    }

    /// Where a row goes from a node, without a branch: that cannot be foreseen.
    @inline(__always) private static func child(
        of node: Node, _ tree: Tree, _ nodes: UnsafeBufferPointer<Node>, _ x: UnsafeBufferPointer<Float>, _ start: Int
    ) -> Node {
        let feature = Int(node.feature)
        let isSplit = ~(feature >> (Int.bitWidth - 1))
        let isRight = unsafe x[start &+ feature & isSplit] < node.value ? 0 : 1
        return unsafe nodes[tree.root &+ Int(node.child) &+ isRight & isSplit]
    }
}
