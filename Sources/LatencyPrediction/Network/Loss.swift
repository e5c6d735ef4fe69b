/// How far outputs p are from targets t: a mean over the batch of weight · term.
public enum Loss: Sendable, Hashable {
    /// ½·e² up to δ and δ·(|e| − ½·δ) beyond, e = p − t.
    case huber(delta: Float)
    /// |p − t| / |t|.
    case relative
    /// e².
    case squared

    /// The loss, and its gradient by each output.
    func evaluate(_ p: Matrix, targets t: [Float], weights: [Float], gradient: inout Matrix) -> Float {
        precondition(p.columns == 1 && p.rows == t.count && p.rows == weights.count, "one output for each target")
        let share = 1 / Float(max(t.count, 1))
        var sum: Float = 0
        for index in t.indices {
            let error = p.elements[index] - t[index]
            let (term, slope) = self.term(error, target: t[index])
            sum += weights[index] * term
            gradient.elements[index] = share * weights[index] * slope
        }
        return sum * share
    }

    private func term(_ error: Float, target: Float) -> (value: Float, slope: Float) {
        switch self {
        case .huber(let delta):
            let size = abs(error)
            return size <= delta
                ? (error * error / 2, error) : (delta * (size - delta / 2), error < 0 ? -delta : delta)
        case .relative:
            let size = abs(target)
            return (abs(error) / size, error == 0 ? 0 : (error < 0 ? -1 : 1) / size)
        case .squared: return (error * error, 2 * error)
        }
    }
}
