import JSONText

/// A framework's kernel formation as data: what it reads (lowerings), and what it fuses and chooses (rules).
public struct Ruleset: Sendable {
    /// The framework that it mirrors, and where that was read.
    public struct Mirrored: Sendable, Hashable {
        public var framework: String
        public var version: String
        public var readIn: [String]
    }

    /// Something that the device decides: its values, the first of which is the default.
    public struct Parameter: Sendable, Hashable {
        public var name: String
        public var values: [String]
        public var meaning: String
    }

    /// A named step from the file's operators to the framework's, and why it stands where it stands.
    public struct LoweringStep: Sendable, Hashable {
        public var name: String
        public var because: String
        /// Parameters and the values for which it is taken.
        public var when: [String: [String]]
    }

    public var id: String
    public var version: String
    public var mirrors: Mirrored
    /// The ruleset whose parameters, lowerings and tail stand where this one has none, and whose rules follow.
    var basis: String?
    public var parameters: [Parameter]
    public var lowerings: [LoweringStep]
    public var rules: [Rule]
    /// What may follow in the kernel of any rule that takes a tail.
    var tail: Rule.Step?

    /// The rulesets that ship, in alphabetical order.
    public static let names = [
        "litepred", "mindspore-lite", "mnn", "ncnn", "nn-meter", "none", "onnxruntime-arm", "onnxruntime-cpu",
        "openvino-cpu", "tflite-cpu", "tflite-gpu", "tflite-xnnpack",
    ]

    /// A ruleset that ships.
    ///
    /// - Throws: `KernelFormationError` where none has that name.
    public static func named(_ name: String) throws(KernelFormationError) -> Ruleset {
        switch name {
        case "litepred": try Ruleset(parsing: PackageResources.litepred_json, place: name)
        case "mindspore-lite": try Ruleset(parsing: PackageResources.mindspore_lite_json, place: name)
        case "mnn": try Ruleset(parsing: PackageResources.mnn_json, place: name)
        case "ncnn": try Ruleset(parsing: PackageResources.ncnn_json, place: name)
        case "nn-meter": try Ruleset(parsing: PackageResources.nn_meter_json, place: name)
        case "none": try Ruleset(parsing: PackageResources.none_json, place: name)
        case "onnxruntime-arm": try Ruleset(parsing: PackageResources.onnxruntime_arm_json, place: name)
        case "onnxruntime-cpu": try Ruleset(parsing: PackageResources.onnxruntime_cpu_json, place: name)
        case "openvino-cpu": try Ruleset(parsing: PackageResources.openvino_cpu_json, place: name)
        case "tflite-cpu": try Ruleset(parsing: PackageResources.tflite_cpu_json, place: name)
        case "tflite-gpu": try Ruleset(parsing: PackageResources.tflite_gpu_json, place: name)
        case "tflite-xnnpack": try Ruleset(parsing: PackageResources.tflite_xnnpack_json, place: name)
        default:
            throw KernelFormationError(
                "expected one of \(names.joined(separator: ", ")) or a file, found \"\(name)\"", at: "ruleset")
        }
    }

    /// Reads a ruleset of the schema `kernelcast/ruleset/1`, or nn-Meter's `fusion_rules.json`.
    ///
    /// - Parameter place: what an error calls the source: an id or a file's path.
    /// - Throws: `KernelFormationError` with the member at fault.
    public init(parsing bytes: [UInt8], place: String) throws(KernelFormationError) {
        let basis: Ruleset?
        let isNNMeters: Bool
        do {
            let value = try JSONValue(parsing: bytes)
            isNNMeters = NNMeterFusionRules.describes(value)
            self = try Ruleset(
                JSONReader(isNNMeters ? try NNMeterFusionRules.document(JSONReader(value)) : value))
        } catch {
            throw KernelFormationError(error.message, at: error.place.isEmpty ? place : "\(place): \(error.place)")
        }
        if let name = self.basis { basis = try Ruleset.named(name) } else { basis = nil }
        if isNNMeters { lowerings = try Ruleset.named("nn-meter").lowerings }
        if let basis { complete(by: basis) }
        do {
            try checkParameters()
        } catch {
            throw KernelFormationError(error.message, at: place)
        }
    }

    /// Takes from the basis what this ruleset does not say; the examples of its rules hold only with its own lowerings.
    private mutating func complete(by basis: Ruleset) {
        if parameters.isEmpty { parameters = basis.parameters }
        if lowerings.isEmpty { lowerings = basis.lowerings }
        if tail == nil { tail = basis.tail }
        let ids = Set(rules.map(\.id))
        for var rule in basis.rules where !ids.contains(rule.id) {
            rule.examples = []
            rules.append(rule)
        }
    }
}
