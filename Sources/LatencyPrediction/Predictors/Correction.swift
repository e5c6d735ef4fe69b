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
    }

    public var terms: [Term]
    public var model: Model

    func values(_ table: FeatureTable) -> [Double] { model.predict(table.matrix(terms)) }
}
