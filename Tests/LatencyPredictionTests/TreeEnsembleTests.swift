import Testing

@testable import LatencyPrediction

@Suite struct TreeEnsembleTests {
    static let parameterSets: [[(name: String, value: String)]] = [
        [("max_depth", "5"), ("eta", "0.05"), ("tree_method", "hist"), ("subsample", "0.8"), ("seed", "4")],
        [("max_depth", "3"), ("tree_method", "exact"), ("base_score", "0.25")],
        [("max_depth", "7"), ("objective", "reg:absoluteerror"), ("gamma", "0.01")],
    ]

    private func table() -> (x: Matrix, targets: [Float]) {
        var generator = SeededGenerator(seed: 1)
        var x = Matrix.random(403, 6, &generator)
        // Few distinct values, so that rows lie on thresholds.
        for row in 0..<x.rows { x[row, 0] = x[row, 0].rounded() }
        return (x, (0..<x.rows).map { x[$0, 0] * x[$0, 1] + 0.1 * Float(generator.normal()) })
    }

    @Test(arguments: parameterSets.indices) func predictsWhatXGBoostPredictsToTheBit(set: Int) throws {
        let (x, targets) = table()
        let (ensemble, theirs) = try XGBoost().trainAndPredict(
            x, targets: targets, weights: targets.map { abs($0) + 0.1 }, parameters: Self.parameterSets[set], rounds: 60
        )
        #expect(ensemble.treeCount == 60)
        #expect(ensemble.predict(x) == theirs)
    }

    @Test func theSameSeedGivesTheSameTrees() throws {
        let (x, targets) = table()
        let xgboost = try XGBoost()
        let first = try xgboost.train(x, targets: targets, parameters: Self.parameterSets[0], rounds: 5)
        #expect(try xgboost.train(x, targets: targets, parameters: Self.parameterSets[0], rounds: 5) == first)
    }

    @Test func tellsXGBoostsOwnWordsWhenItRefuses() throws {
        let (x, targets) = table()
        let error = #expect(throws: PredictionError.self) {
            try XGBoost().train(x, targets: targets, parameters: [("max_depth", "deep")], rounds: 1)
        }
        #expect(error?.description.hasPrefix("libxgboost.so.0: expected to train, found: ") == true)
    }

    static let broken: [(change: @Sendable (inout TreeEnsemble.Arrays) -> Void, message: String)] = [
        ({ $0.values.removeLast() }, "expected one feature, value and child a node, found 3, 2 and 3"),
        ({ $0.roots = [0, 9] }, "tree 0: expected nodes, found none from 0 to 9"),
        ({ $0.roots = [1] }, "tree 0: expected nodes, found none from 1 to 3"),
        ({ $0.roots = [-1] }, "tree 0: expected nodes, found none from -1 to 3"),
        ({ $0.children[0] = 0 }, "tree 0: node 0: expected children behind it and a feature below 2"),
        ({ $0.children[0] = 2 }, "tree 0: node 0: expected children behind it and a feature below 2"),
        ({ $0.features[0] = 2 }, "tree 0: node 0: expected children behind it and a feature below 2"),
        (
            {
                let count = 1 << 16
                $0 = TreeEnsemble.Arrays(
                    features: Array(repeating: -1, count: count), values: Array(repeating: 0, count: count),
                    children: Array(repeating: 0, count: count), roots: [0])
            }, "tree 0: expected at most 65535 nodes, found 65536"
        ),
    ]

    @Test(arguments: broken.indices) func refusesTreesThatPredictionCouldNotWalk(row: Int) throws {
        var arrays = TreeEnsemble.Arrays(features: [1, -1, -1], values: [0.5, 1, 2], children: [1, 0, 0], roots: [0])
        let ensemble = try TreeEnsemble(arrays, base: 0, featureCount: 2)
        #expect(ensemble.predict(Matrix(rows: 2, columns: 2, elements: [0, 0.25, 0, 0.5])) == [1, 2])
        Self.broken[row].change(&arrays)
        let error = #expect(throws: PredictionError.self) { try TreeEnsemble(arrays, base: 0, featureCount: 2) }
        #expect(error?.description == Self.broken[row].message)
    }
}
