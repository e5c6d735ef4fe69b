/// A learnt answer in natural logarithms: of milliseconds, or of the factor by which a linear model is wrong.
public struct Correction: Sendable, Hashable {
    public enum Model: Sendable, Hashable {
        /// Reads standardised terms; its output times `scale` is the answer.
        case network(MLP, Standardizer, scale: Float)
        case trees(TreeEnsemble)

        /// The answer for each row of terms.
        func predict(_ x: Matrix) -> [Double] {
            switch self {
            case .network(let network, let standardizer, let scale):
                network.predict(standardizer(x)).map { Double($0 * scale) }
            case .trees(let ensemble): ensemble.predict(x).map(Double.init)
            }
        }

        /// How far each row's answer moves with each weight of a network's last layer, where weights move by their root
        /// mean square; of trees, nothing.
        func leverages(_ x: Matrix) -> [[Double]] {
            guard case .network(let network, let standardizer, let scale) = self else {
                return Array(repeating: [], count: x.rows)
            }
            let weights = network.layers[network.layers.count - 1].weights.elements
            let square = weights.reduce(0) { $0 + $1 * $1 } / Float(weights.count)
            let features = network.features(standardizer(x))
            return (0..<x.rows).map { row in
                features.elements[row * features.columns..<(row + 1) * features.columns]
                    .map { Double($0 * scale * square.squareRoot()) }
            }
        }
    }

    public var terms: [Term]
    public var model: Model

    func values(_ table: FeatureTable) -> [Double] { model.predict(table.matrix(terms)) }
}
