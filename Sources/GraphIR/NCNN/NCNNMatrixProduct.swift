/// Products of matrices: by held weights, or of two blobs.
///
/// `InnerProduct` takes all axes of a blob as one, or the last of a matrix whose width its weights have. `Gemm` holds
/// each of its three operands or reads it.
///
/// ncnn src/layer/gemm.cpp, innerproduct.cpp, matmul.cpp.
public struct NCNNMatrixProduct: NCNNLayer, ActivatedOperator {
    public static let names = ["Gemm", "InnerProduct", "MatMul"]

    private let name: String
    public let constants: [Operand]
    public let fusedActivation: String?
    private let factors: Factors

    /// The two factors: how they lie, and what is known of them where they are held.
    private struct Factors: Hashable {
        var transposesA = false
        var transposesB = false
        var holdsA = false
        var holdsB = false
        var rows = 0
        var columns = 0
        /// What a row of A and a column of B sum over.
        var depth = 0
    }

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        switch name {
        case "InnerProduct":
            let columns = try description.ncnnPositive(0, default: 0)
            let weights = try description.ncnnNatural(2, default: 0)
            guard weights.isMultiple(of: columns) else {
                throw OperatorError(.attribute("2"), "expected a multiple of \(columns), found \(weights)")
            }
            let element: ElementType = try description.ncnn(8, default: 0) == 0 ? .float32 : .int8
            fusedActivation = try description.ncnnActivation()
            factors = Factors(transposesB: true, holdsB: true, columns: columns, depth: weights / columns)
            let bias: [Operand] = try description.ncnn(1, default: 0) != 0 ? [Self.held([columns])] : []
            constants = [Self.held([columns, weights / columns], element)] + bias
        case "MatMul":
            (fusedActivation, constants) = (nil, [])
            factors = Factors(transposesB: try description.ncnn(0, default: 0) != 0)
        default:
            fusedActivation = nil
            factors = Factors(
                transposesA: try description.ncnn(2, default: 0) != 0,
                transposesB: try description.ncnn(3, default: 0) != 0,
                holdsA: try description.ncnn(4, default: 0) != 0, holdsB: try description.ncnn(5, default: 0) != 0,
                rows: try description.ncnnNatural(7, default: 0), columns: try description.ncnnNatural(8, default: 0),
                depth: try description.ncnnNatural(9, default: 0))
            var constants: [Operand] = []
            if factors.holdsA { constants.append(Self.held([factors.rows, factors.depth])) }
            if factors.holdsB { constants.append(Self.held([factors.columns, factors.depth])) }
            if try description.ncnn(6, default: 0) != 0, try description.ncnn(10, default: 0) != -1 {
                constants.append(Self.held([factors.holdsB ? factors.columns : factors.rows]))
            }
            self.constants = constants
        }
    }

    private static func held(_ shape: [Int], _ element: ElementType = .float32) -> Operand {
        Operand(TensorType(element, TensorShape(fixed: shape)), isConstant: true)
    }

    public var onnxName: String { name == "InnerProduct" ? "Gemm" : "MatMul" }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        guard let shape = type.shape, shape.count > 1 else { return [TensorType(type.element, nil)] }
        if name == "InnerProduct" { return [TensorType(type.element, try product(shape))] }
        // The operand that is A, and the one that is B; one that is held is neither.
        let a = factors.holdsA ? nil : shape
        let b = factors.holdsB ? nil : factors.holdsA ? shape : inputs.shape(1)
        let rows = factors.holdsA ? .fixed(factors.rows) : outerExtent(of: a, isTransposed: factors.transposesA)
        let columns = factors.holdsB ? .fixed(factors.columns) : outerExtent(of: b, isTransposed: !factors.transposesB)
        let outer = (b?.count ?? 0) > shape.count ? b ?? shape : shape
        return [TensorType(type.element, (outer.count < 3 ? [1] : Array(outer.dropLast(2))) + [rows, columns])]
    }

    /// The extent over which a product does not sum: the last but one, or the last of a transposed matrix.
    private func outerExtent(of shape: TensorShape?, isTransposed: Bool) -> Dimension {
        guard let shape else { return .unknown }
        if isTransposed { return shape[shape.count - 1] }
        return shape.count < 3 ? 1 : shape[shape.count - 2]
    }

    private func product(_ shape: TensorShape) throws(OperatorError) -> TensorShape {
        if shape.count == 3, shape[2] == .fixed(factors.depth) { return [1, shape[1], .fixed(factors.columns)] }
        let count = shape.dropFirst().product
        guard !count.contradicts(.fixed(factors.depth)) else {
            throw OperatorError(.input(0), "expected \(factors.depth) elements, found \(count)")
        }
        return [1, .fixed(factors.columns)]
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        let shape = inputs.shape(0) ?? []
        let isHeld = factors.holdsA || factors.holdsB
        let summed =
            isHeld ? factors.depth : shape.isEmpty ? nil : shape[shape.count - (factors.transposesA ? 2 : 1)].value
        guard let macs = outputs.first?.elementCount?.product(with: summed),
            let parameters = inputs.parameterCount(0..<inputs.count)
        else { return nil }
        return Cost(multiplyAccumulates: macs, parameters: parameters)
    }
}
