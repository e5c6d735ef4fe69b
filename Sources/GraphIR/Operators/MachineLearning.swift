/// The operators of classical machine learning: encoders, scalers, linear models, support vectors, trees.
///
/// Input: X (N, C) or a list, or a map. Outputs: a row per sample; the labels of classifiers (N) and their scores (N,
/// classes); what only the data decide stays open.
///
/// ONNX domain `ai.onnx.ml`, opsets 1 to 5: https://onnx.ai/onnx/operators/index.html#ai-onnx-ml.
public struct MachineLearning: Operator {
    public static let names = [
        "ArrayFeatureExtractor", "Binarizer", "CastMap", "CategoryMapper", "DictVectorizer", "FeatureVectorizer",
        "Imputer", "LabelEncoder", "LinearClassifier", "LinearRegressor", "Normalizer", "OneHotEncoder",
        "SVMClassifier",
        "SVMRegressor", "Scaler", "TreeEnsemble", "TreeEnsembleClassifier", "TreeEnsembleRegressor", "ZipMap",
    ].map { "ai.onnx.ml." + $0 }

    public let name: String
    private let labelElement: ElementType
    /// The classes, targets, categories or extents that the attributes tell.
    private let count: Int?

    public init(_ description: OperatorDescription) throws(OperatorError) {
        name = description.name
        labelElement = try Self.labelElement(description)
        count = try Self.count(description)
    }

    private static func labelElement(_ description: OperatorDescription) throws(OperatorError) -> ElementType {
        let has = { (names: [String]) in names.contains { description.value($0) != nil } }
        switch description.name {
        case "LabelEncoder":
            if case .tensor(let tensor)? = description.value("values_tensor") { return tensor.type.element }
            return has(["values_strings", "classes_strings"])
                ? .string : has(["values_floats"]) ? .float32 : .int64
        case "CastMap":
            return try description.string("cast_to") == "TO_STRING"
                ? .string : description.string("cast_to") == "TO_INT64" ? .int64 : .float32
        default:
            return has(["classlabels_strings", "classlabels_string"]) ? .string : .int64
        }
    }

    private static func count(_ description: OperatorDescription) throws(OperatorError) -> Int? {
        let length = { (name: String) -> Int? in
            switch description.value(name) {
            case .integers(let list)?: list.count
            case .strings(let list)?: list.count
            case .reals(let list)?: list.count
            default: nil
            }
        }
        switch description.name {
        case "LinearClassifier", "SVMClassifier", "TreeEnsembleClassifier":
            for name in ["classlabels_ints", "classlabels_int64s", "classlabels_strings"] {
                if let count = length(name), count > 0 { return count }
            }
            return length("intercepts")
        case "LinearRegressor": return try description.integer("targets") ?? 1
        case "TreeEnsemble", "TreeEnsembleRegressor": return try description.integer("n_targets") ?? 1
        case "SVMRegressor": return 1
        case "OneHotEncoder": return length("cats_int64s") ?? length("cats_strings")
        case "DictVectorizer": return length("string_vocabulary") ?? length("int64_vocabulary")
        case "FeatureVectorizer": return try description.integers("inputdimensions")?.reduce(0, &+)
        default: return nil
        }
    }

    public func outputTypes(for inputs: Operands) throws(OperatorError) -> [TensorType] {
        let type = try inputs.require(0, "data").type
        let rows = type.shape.map { $0.count > 1 ? $0[0] : 1 } ?? .unknown
        let columns = count.map(Dimension.fixed) ?? .unknown
        switch name {
        case "Binarizer": return [type]
        case "Imputer", "Normalizer", "Scaler":
            return [TensorType(name == "Imputer" ? type.element : .float32, type.shape)]
        case "LabelEncoder": return [TensorType(labelElement, type.shape)]
        case "CategoryMapper": return [TensorType(type.element == .string ? .int64 : .string, type.shape)]
        case "ArrayFeatureExtractor":
            let places = try inputs.require(1, "places").type.shape?.product ?? .unknown
            guard let shape = type.shape, !shape.isEmpty else { return [TensorType(type.element, nil)] }
            return [TensorType(type.element, shape.count == 1 ? [1, places] : shape.dropLast() + [places])]
        case "LinearClassifier", "SVMClassifier", "TreeEnsembleClassifier":
            // A single score stands for two classes.
            return [TensorType(labelElement, [rows]), TensorType(.float32, [rows, columns])]
        case "LinearRegressor", "SVMRegressor", "TreeEnsembleRegressor":
            return [TensorType(.float32, [rows, columns])]
        case "TreeEnsemble": return [TensorType(type.element, [rows, columns])]
        case "OneHotEncoder": return [TensorType(.float32, type.shape.map { $0 + [columns] })]
        case "DictVectorizer": return [TensorType(.unknown, [1, columns])]
        case "FeatureVectorizer": return [TensorType(.float32, [rows, columns])]
        case "CastMap": return [TensorType(labelElement, [1, .unknown])]
        default: return [TensorType(.unknown, nil, container: .map)]
        }
    }

    public func cost(inputs: Operands, outputs: [TensorType]) -> Cost? {
        switch name {
        case "LinearClassifier", "LinearRegressor":
            guard let features = inputs.shape(0)?.last?.value,
                let macs = outputs.last?.elementCount?.product(with: features)
            else { return nil }
            return Cost(multiplyAccumulates: macs)
        case "SVMClassifier", "SVMRegressor", "TreeEnsemble", "TreeEnsembleClassifier", "TreeEnsembleRegressor":
            return nil
        default: return Cost()
        }
    }
}
