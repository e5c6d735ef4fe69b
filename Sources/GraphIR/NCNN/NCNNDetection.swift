/// The heads of detectors: boxes laid out over an image, and boxes found, whose number only a run tells.
///
/// ncnn src/layer/detectionoutput.cpp, priorbox.cpp, proposal.cpp, yolodetectionoutput.cpp, yolov3detectionoutput.cpp.
public struct NCNNDetection: NCNNLayer {
    public static let names = ["DetectionOutput", "PriorBox", "YoloDetectionOutput", "Yolov3DetectionOutput"]

    public let onnxName: String
    /// How many least sizes, greatest sizes and ratios a box has.
    private let counts: [Int]
    private let isFlipped: Bool
    private let namesSize: Bool

    public init(_ description: OperatorDescription) throws(OperatorError) {
        onnxName = description.name
        var counts: [Int] = []
        for key in 0...2 {
            guard description.name == "PriorBox" else {
                counts.append(0)
                continue
            }
            switch description.value(String(key)) {
            case .reals(let list): counts.append(list.count)
            case .integers(let list): counts.append(list.count)
            default: counts.append(0)
            }
        }
        self.counts = counts
        isFlipped = try description.ncnn(7, default: 1) != 0
        namesSize = try description.ncnn(9, default: OperatorDescription.ncnnAbsent) != OperatorDescription.ncnnAbsent
    }

    public var isDeterministic: Bool { onnxName == "PriorBox" }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let element = try inputs.require(0, "data").type.element
        guard onnxName == "PriorBox" else { return [TensorType(element, [1, .unknown, 6])] }
        guard let shape = inputs.shape(0), shape.count == 4 else { return [TensorType(element, nil)] }
        let places = shape[2] * shape[3] * 4
        // As MXNet lays boxes out, where there is one input and no greatest size.
        if inputs.count == 1, !namesSize, counts[1] == 0 {
            return [TensorType(element, [1, places * .fixed(max(0, counts[0] - 1 + counts[2]))])]
        }
        let perPlace = counts[0] + counts[1] + counts[0] * counts[2] * (isFlipped ? 2 : 1)
        return [TensorType(element, [1, 2, places * .fixed(perPlace)])]
    }
}
