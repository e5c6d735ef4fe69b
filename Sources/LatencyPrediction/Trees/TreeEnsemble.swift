/// A sum of regression trees, as XGBoost trains them, in flat arrays.
///
/// A node is a split, which sends a row to its left child where `feature < value` and else to the right one, or a leaf,
/// which adds its value. Within a tree nodes stand in breadth-first order, so that a right child follows its left one.
public struct TreeEnsemble: Sendable, Hashable {
    /// A node's feature; −1 for a leaf.
    var features: [Int16] = []
    /// A split's threshold or a leaf's value.
    var values: [Float] = []
    /// A split's left child, counted from the tree's first node; 0 for a leaf.
    var children: [UInt16] = []
    /// The first node of each tree.
    var roots: [Int32] = []
    /// The sum's start.
    var base: Float
    /// How many features a row has.
    let featureCount: Int

    init(base: Float, featureCount: Int) {
        self.base = base
        self.featureCount = featureCount
    }

    public var treeCount: Int { roots.count }

    /// The sum for each row of x (rows, features), added up in single precision and in the trees' order.
    public func predict(_ x: Matrix) -> [Float] {
        precondition(x.columns == featureCount, "a row has the ensemble's features")
        var sums = Array(repeating: base, count: x.rows)
        for root in roots {
            for row in sums.indices { sums[row] += leaf(root: Int(root), x.elements, start: row * x.columns) }
        }
        return sums
    }

    private func leaf(root: Int, _ x: [Float], start: Int) -> Float {
        var node = root
        while features[node] >= 0 {
            // A sum and no branch: which way a row goes cannot be foreseen.
            let isRight = x[start + Int(features[node])] < values[node] ? 0 : 1
            node = root + Int(children[node]) + isRight
        }
        return values[node]
    }

    /// Checks what prediction relies on: children lie behind their parent and inside the tree, features exist.
    func checkStructure() throws(PredictionError) {
        guard features.count == values.count, features.count == children.count else {
            throw PredictionError(
                .malformed(
                    "expected one feature, value and child a node, found \(features.count), \(values.count) and \(children.count)"
                ))
        }
        for (tree, root) in roots.enumerated() {
            let end = tree + 1 < roots.count ? Int(roots[tree + 1]) : features.count
            guard root >= 0, Int(root) < end, end <= features.count, tree > 0 || root == 0 else {
                throw PredictionError(.malformed("tree \(tree): expected nodes, found none from \(root) to \(end)"))
            }
            for node in Int(root)..<end where features[node] >= 0 {
                let left = Int(root) + Int(children[node])
                guard Int(features[node]) < featureCount, left > node, left + 1 < end else {
                    throw PredictionError(
                        .malformed(
                            "tree \(tree): node \(node - Int(root)): expected children behind it and a feature below \(featureCount)"
                        ))
                }
            }
        }
    }
}
