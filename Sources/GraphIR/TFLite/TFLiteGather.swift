/// Places along an axis, picked by index.
///
/// `GATHER`: the data and indices, of which the first `batch_dims` axes are shared. `EMBEDDING_LOOKUP`: indices and the
/// table. `SCATTER_ND`: indices, updates and the output's shape.
///
/// tensorflow/lite/kernels/gather.cc, embedding_lookup.cc, scatter_nd.cc.
public struct TFLiteGather: Operator {
    public static let names = ["EMBEDDING_LOOKUP", "GATHER", "SCATTER_ND"]

    public let name: String
    public let axis: Int
    public let batchAxisCount: Int

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        axis = try description.integer("axis") ?? 0
        batchAxisCount = try description.integer("batch_dims") ?? 0
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let first = try inputs.require(0, "data").type.shape
        let second = try inputs.require(1, "indices").type.shape
        if name == "SCATTER_ND" {
            return [.declared(try inputs.require(2, "a shape").integerList.map(TensorShape.init))]
        }
        guard let first, let second else { return [.declared(nil)] }
        if name == "EMBEDDING_LOOKUP" { return [.declared(first + second.dropFirst())] }
        let axis = try axis.axis(ofRank: first.count, .attribute("axis"))
        let shared = batchAxisCount < 0 ? batchAxisCount + second.count : batchAxisCount
        guard (0...min(axis, second.count)).contains(shared) else {
            throw OperatorError(
                .attribute("batch_dims"), "expected 0 to \(min(axis, second.count)), found \(batchAxisCount)")
        }
        var result = first
        result.replaceSubrange(axis...axis, with: second[shared...])
        return [.declared(result)]
    }

    public func outputElements(for inputs: Operands, outputs: [TensorType]) -> [Elements?] {
        guard name == "GATHER", batchAxisCount == 0, let (shape, elements) = inputs[0]?.followed, shape.count == 1,
            let indices = inputs.followedIntegers(1)?.integers,
            indices.allSatisfy({ (0..<shape[0]).contains($0) })
        else { return [] }
        return [elements.picking(indices)]
    }
}
