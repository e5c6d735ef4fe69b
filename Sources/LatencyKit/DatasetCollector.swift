import GraphIR
import KernelFormation
import ModelFormats
public import Reporting

/// Collects the kernels of models, one model in memory at a time.
public struct DatasetCollector {
    public private(set) var dataset = KernelDataset()
    private let former: KernelFormer
    private let loader: ModelLoader

    /// - Parameters:
    ///   - ruleset: the name of a shipped ruleset, or the path of a file.
    ///   - parameters: values for its parameters, by name.
    ///   - overrides: what the user says of shapes, for every model.
    public init(
        ruleset: String, parameters: [String: String] = [:], overrides: ShapeOverrides = ShapeOverrides()
    ) throws(LatencyKitError) {
        former = try KernelLister.former(ruleset: ruleset, parameters: parameters)
        loader = ModelLoader(overrides: overrides)
    }

    /// Adds the model at a path, or each line of a file of nn-Meter's graphs.
    ///
    /// - Returns: the errors of lines, where the file has several.
    public mutating func add(_ path: String) throws(LatencyKitError) -> [LatencyKitError] {
        var failures: [LatencyKitError] = []
        try loader.forEachModel(path) { name, model in
            switch model {
            case .success(let model): dataset.add(former.kernels(of: model.graph).kernels, of: name)
            case .failure(let error): failures.append(error)
            }
        }
        return failures
    }
}
