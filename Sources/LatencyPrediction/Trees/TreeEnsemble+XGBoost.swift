import JSONText

extension TreeEnsemble {
    /// Reads what XGBoost saved: https://xgboost.readthedocs.io/en/release_1.7.0/tutorials/saving_model.html.
    init(xgboostModel bytes: [UInt8], featureCount: Int) throws(PredictionError) {
        var arrays = Arrays()
        let base: Float
        do throws(JSONError) {
            let learner = try JSONReader(try JSONValue(parsing: bytes)).member("learner")
            let score = try learner.member("learner_model_param").member("base_score")
            guard let start = Float(try score.string()) else { throw score.error("expected a number") }
            base = start
            for tree in try learner.member("gradient_booster").member("model").member("trees").elements() {
                try arrays.append(tree)
            }
        } catch {
            throw PredictionError(.malformed(error.description), at: "XGBoost's model")
        }
        try self.init(arrays, base: base, featureCount: featureCount)
    }
}

extension TreeEnsemble.Arrays {
    /// Appends a tree, its nodes brought into breadth-first order.
    fileprivate mutating func append(_ tree: JSONReader) throws(JSONError) {
        let left = try tree.integers("left_children")
        let right = try tree.integers("right_children")
        let splits = try tree.integers("split_indices")
        // Of a leaf, this is its value.
        let conditions = try tree.floats("split_conditions")
        guard left.count == right.count, left.count == splits.count, left.count == conditions.count, !left.isEmpty,
            left.count <= Int(UInt16.max)
        else { throw tree.error("expected arrays of one length from 1 to \(UInt16.max)") }
        roots.append(Int32(features.count))
        var order = [0]
        var next = 0
        while next < order.count {
            let node = order[next]
            next += 1
            values.append(conditions[node])
            guard left[node] >= 0 else {
                features.append(-1)
                children.append(0)
                continue
            }
            guard left.indices.contains(left[node]), left.indices.contains(right[node]), order.count < left.count,
                let feature = Int16(exactly: splits[node])
            else { throw tree.error("node \(node): expected two children and a feature") }
            features.append(feature)
            children.append(UInt16(order.count))
            order += [left[node], right[node]]
        }
    }
}

extension JSONReader {
    /// A member's elements without a path for each: models have hundreds of thousands.
    private func elements<Element>(
        of key: String, _ element: (JSONValue) -> Element?
    ) throws(JSONError) -> [Element] {
        let array = try member(key)
        guard case .array(let values) = array.value else { throw array.error("expected an array") }
        let elements = values.compactMap(element)
        guard elements.count == values.count else { throw array.error("expected numbers only") }
        return elements
    }

    fileprivate func integers(_ key: String) throws(JSONError) -> [Int] {
        try elements(of: key) { if case .integer(let value) = $0 { value } else { nil } }
    }

    fileprivate func floats(_ key: String) throws(JSONError) -> [Float] {
        try elements(of: key) {
            switch $0 {
            case .integer(let value): Float(value)
            case .number(let value): Float(value)
            default: nil
            }
        }
    }
}
