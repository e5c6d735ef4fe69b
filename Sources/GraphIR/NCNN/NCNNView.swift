/// The same elements under other axes, in order or exchanged.
///
/// ncnn src/layer/expanddims.cpp, flatten.cpp, permute.cpp, reshape.cpp, squeeze.cpp.
public struct NCNNView: NCNNLayer {
    public static let names = ["ExpandDims", "Flatten", "Permute", "Reshape", "Squeeze"]

    private let name: String
    /// The shape without the batch, of which −1 is what is left and 0 the extent that is there; an axis list, or the
    /// number of an order.
    private let numbers: [Int]

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        switch name {
        case "Permute": numbers = [try description.ncnn(0, default: 0)]
        case "Reshape":
            var shape: [Int] = []
            for key in [2, 11, 1, 0] {
                let extent = try description.ncnn(key, default: OperatorDescription.ncnnAbsent)
                if extent != OperatorDescription.ncnnAbsent { shape.append(extent) }
            }
            numbers = shape
        case "ExpandDims", "Squeeze":
            if let axes = try description.ncnnList(3) {
                numbers = axes
            } else {
                var axes: [Int] = []
                for (key, axis) in [(2, -3), (1, -2), (0, -1)] where try description.ncnn(key, default: 0) != 0 {
                    axes.append(axis)
                }
                numbers = axes
            }
        default: numbers = []
        }
    }

    public var onnxName: String {
        switch name {
        case "ExpandDims": "Unsqueeze"
        case "Permute": numbers == [0] ? "Identity" : "Transpose"
        default: name
        }
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        var type = try inputs.require(0, "data").type
        guard let shape = type.shape, shape.count > 1 else { return [type] }
        switch name {
        case "Permute": type.shape = try TensorShape(order(ofRank: shape.count - 1).map { shape[$0] })
        case "Reshape": type.shape = try reshaped(shape)
        case "Squeeze":
            let axes = numbers.map { ($0 < 0 ? $0 + shape.count : $0 + 1) }
            let left = shape.enumerated().filter { !axes.contains($0.offset) || $0.element != 1 || $0.offset == 0 }
            type.shape = left.count < 2 ? [1, 1] : TensorShape(left.map(\.element))
        case "ExpandDims":
            let rank = shape.count + numbers.count
            let axes = try numbers.map { $0 < 0 ? $0 : $0 + 1 }.axes(ofRank: rank, .attribute("3"))
            var others = shape.makeIterator()
            type.shape = TensorShape((0..<rank).map { axes.contains($0) ? 1 : others.next() ?? 1 })
        default: type.shape = [1, shape.dropFirst().product]
        }
        return [type]
    }

    /// The axes of the input, one for each of the output, the batch before them: orders are numbered, and name the
    /// innermost first.
    private func order(ofRank rank: Int) throws(OperatorError) -> [Int] {
        let orders = Self.orders(ofRank: rank)
        guard orders.indices.contains(numbers[0]) else {
            throw OperatorError(.attribute("0"), "expected 0 to \(orders.count - 1), found \(numbers[0])")
        }
        return [0] + orders[numbers[0]]
    }

    private static func orders(ofRank rank: Int) -> [[Int]] {
        // The letters of ncnn's documents, innermost axis first.
        let texts: [String] =
            switch rank {
            case 1: ["w"]
            case 2: ["wh", "hw"]
            case 3: ["whc", "hwc", "wch", "cwh", "hcw", "chw"]
            default:
                [
                    "whdc", "hwdc", "wdhc", "dwhc", "hdwc", "dhwc", "whcd", "hwcd", "wchd", "cwhd", "hcwd", "chwd",
                    "wdch", "dwch", "wcdh", "cwdh", "dcwh", "cdwh", "hdcw", "dhcw", "hcdw", "chdw", "dchw", "cdhw",
                ]
            }
        let axes: [Character: Int] =
            switch rank {
            case 1: ["w": 1]
            case 2: ["h": 1, "w": 2]
            case 3: ["c": 1, "h": 2, "w": 3]
            default: ["c": 1, "d": 2, "h": 3, "w": 4]
            }
        return texts.map { $0.reversed().compactMap { axes[$0] } }
    }

    private func reshaped(_ shape: TensorShape) throws(OperatorError) -> TensorShape {
        let total = shape.dropFirst().product
        var result: TensorShape = [1]
        var known: Dimension = 1
        for (axis, number) in numbers.enumerated() {
            guard number >= -1 else { throw OperatorError(.inputs, "expected −1 or more, found \(number)") }
            // Of axes that are copied, the innermost corresponds to the innermost.
            let source = axis + shape.count - numbers.count
            let extent = number != 0 ? .fixed(number) : shape.indices.contains(source) ? shape[source] : .unknown
            result.append(extent)
            if number != -1 { known = known * extent }
        }
        if let place = numbers.firstIndex(of: -1) {
            result[place + 1] = known == 0 ? .unknown : total / known
        } else if total.contradicts(known) {
            throw OperatorError(.input(0), "expected \(known) elements, found \(total)")
        }
        return result
    }
}
