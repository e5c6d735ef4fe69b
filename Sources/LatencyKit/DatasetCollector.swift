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

    /// Adds the models of a list, and of a file of nn-Meter's graphs each line.
    ///
    /// - Parameters:
    ///   - list: the files, of which those that a folder holds may be no models.
    ///   - progress: told of each file what of it could not be read, and what was collected until then.
    public mutating func add(
        _ list: ModelList, progress: (_ file: FileName, _ failures: [LatencyKitError], _ soFar: KernelDataset) -> Void
    ) {
        for place in 0..<list.count {
            let entry = list[place]
            var failures: [LatencyKitError] = []
            do {
                let isModel = try loader.forEachModel(entry) { name, model in
                    switch model {
                    case .success(let model): dataset.add(former.kernels(of: model.graph).kernels, of: name)
                    case .failure(let error): failures.append(error)
                    }
                }
                guard isModel else { continue }
            } catch {
                failures.append(error)
            }
            progress(entry.name, failures, dataset)
        }
    }

    /// Writes each kernel as a model of its own, where there is a folder for them, and names the file in the dataset.
    ///
    /// - Throws: `LatencyKitError` of kind `writeFailed`.
    public mutating func addFiles(in folder: inout KernelFolder?) throws(LatencyKitError) {
        guard folder != nil else { return }
        try dataset.addFiles { (type, configuration) throws(LatencyKitError) in
            try folder?.write(type, configuration)
        }
    }

    /// Gives each kernel its latency on a platform, as if it ran alone.
    public mutating func addLatencies(on predictor: LatencyPredictor) {
        dataset.addLatencies(predictor.predictAlone)
    }
}
