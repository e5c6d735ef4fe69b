import KernelFormation

extension Predictor {
    static let schema = "kernelcast/predictor/1"

    /// The file that holds it.
    var file: SafeTensors {
        var file = SafeTensors(metadata: [
            "schema": Self.schema, "kernel_type": scope.type.rawValue, "algorithm": scope.algorithm,
            "family": family.rawValue,
        ])
        switch body {
        case .direct(let network, let terms):
            file.put(terms, as: "direct")
            file.put(network, as: "direct")
        case .corrected(let base, let corrections, let memory):
            if let base { file.put(base) }
            for (place, correction) in corrections.enumerated() { file.put(correction, as: "correction.\(place)") }
            if let memory { file.put(memory) }
        }
        file.put(ranges.map(\.term), as: "range")
        file.tensors["range.minimum"] = SafeTensors.Tensor(ranges.map(\.minimum))
        file.tensors["range.maximum"] = SafeTensors.Tensor(ranges.map(\.maximum))
        file.tensors["spread"] = SafeTensors.Tensor(spread)
        return file
    }
}

extension SafeTensors.Tensor {
    init(_ spread: Predictor.Spread) { self.init([spread.low, spread.high]) }
}

extension SafeTensors {
    /// Names and units of the terms, one a line.
    fileprivate mutating func put(_ terms: [Term], as part: String) {
        metadata["\(part).terms"] = terms.map(\.description).joined(separator: "\n")
        metadata["\(part).units"] = terms.map(\.unit).joined(separator: "\n")
    }

    fileprivate mutating func put(_ base: LinearModel) {
        put(base.terms, as: "base")
        tensors["base.weights"] = Tensor(base.weights)
        tensors["base.floor"] = Tensor([base.floorMilliseconds])
    }

    fileprivate mutating func put(_ correction: Correction, as part: String) {
        put(correction.terms, as: part)
        put(correction.model, as: part)
    }

    mutating func put(_ model: Correction.Model, as part: String) {
        switch model {
        case .trees(let ensemble):
            metadata["\(part).model"] = "trees"
            put(ensemble, as: part)
        case .network(let network, let standardizer, let scale):
            metadata["\(part).model"] = "network"
            put(network, as: part)
            tensors["\(part).means"] = Tensor(standardizer.means)
            tensors["\(part).deviations"] = Tensor(standardizer.deviations)
            tensors["\(part).minima"] = Tensor(standardizer.minima)
            tensors["\(part).maxima"] = Tensor(standardizer.maxima)
            tensors["\(part).scale"] = Tensor([scale])
        }
    }

    mutating func put(_ ensemble: TreeEnsemble, as part: String) {
        let arrays = ensemble.arrays
        tensors["\(part).features"] = Tensor(arrays.features)
        tensors["\(part).values"] = Tensor(arrays.values)
        tensors["\(part).children"] = Tensor(arrays.children)
        tensors["\(part).roots"] = Tensor(arrays.roots)
        tensors["\(part).start"] = Tensor([ensemble.base])
    }

    fileprivate mutating func put(_ network: MLP, as part: String) {
        metadata["\(part).activations"] = network.activations.map(\.description).joined(separator: "\n")
        for (place, layer) in network.layers.enumerated() {
            tensors["\(part).layer.\(place).weights"] = Tensor(
                layer.weights.elements, shape: [layer.weights.rows, layer.weights.columns])
            tensors["\(part).layer.\(place).bias"] = Tensor(layer.bias.elements)
        }
        if let skip = network.skip { tensors["\(part).skip"] = Tensor(skip.elements) }
    }

    fileprivate mutating func put(_ memory: Memory) {
        put(memory.terms, as: "memory")
        metadata["memory.tails"] = memory.tails.joined(separator: "\n")
        tensors["memory.keys"] = Tensor(memory.keys, shape: [memory.counts.count, memory.terms.count + 1])
        tensors["memory.medians"] = Tensor(memory.medians)
        tensors["memory.counts"] = Tensor(memory.counts)
        tensors["memory.model_count"] = Tensor([memory.modelCount])
    }
}
