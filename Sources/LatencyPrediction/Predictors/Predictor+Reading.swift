import KernelFormation

extension Predictor {
    /// Reads a file of the pool; nothing that prediction relies on is taken on trust.
    public init(contentsOf path: String) throws(PredictionError) {
        let file = try SafeTensors(contentsOf: path)
        do throws(PredictionError) { try self.init(file) } catch { throw error.within(path) }
    }

    init(_ file: SafeTensors) throws(PredictionError) {
        try file.expect(Self.schema, "schema")
        let typeName = try file.text("kernel_type")
        guard let type = KernelType(rawValue: typeName) else {
            throw PredictionError(.malformed("expected a kernel type, found \"\(typeName)\""), at: "kernel_type")
        }
        scope = Scope(type, algorithm: try file.text("algorithm"))
        if file.metadata["direct.terms"] != nil {
            let terms = try file.terms("direct")
            body = .direct(try file.network("direct", inputs: terms.count), terms)
        } else {
            var corrections: [Correction] = []
            while file.metadata["correction.\(corrections.count).model"] != nil {
                corrections.append(try file.correction("correction.\(corrections.count)"))
            }
            body = .corrected(
                base: file.metadata["base.terms"] == nil ? nil : try file.base(), corrections,
                file.metadata["memory.terms"] == nil ? nil : try file.memory())
        }
        let terms = try file.terms("range")
        let minima = try file.doubles("range.minimum", count: terms.count)
        let maxima = try file.doubles("range.maximum", count: terms.count)
        ranges = terms.indices.map { Range(term: terms[$0], minimum: minima[$0], maximum: maxima[$0]) }
        spread = try file.spread("spread")
        try file.expect(family.rawValue, "family")
    }
}

extension SafeTensors {
    /// The ends of an interval.
    func spread(_ name: String) throws(PredictionError) -> Predictor.Spread {
        let ends = try doubles(name, count: 2)
        return Predictor.Spread(low: ends[0], high: ends[1])
    }

    fileprivate func expect(_ expected: String, _ name: String) throws(PredictionError) {
        let found = try text(name)
        guard found == expected else {
            throw PredictionError(.malformed("expected \"\(expected)\", found \"\(found)\""), at: name)
        }
    }

    private func lines(_ name: String) throws(PredictionError) -> [String] {
        let text = try text(name)
        return text.isEmpty ? [] : text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    fileprivate func terms(_ part: String) throws(PredictionError) -> [Term] {
        try lines("\(part).terms").map { (line) throws(PredictionError) in try Term(line) }
    }

    /// The numbers of a tensor, finite and as many as expected.
    private func finite<Number: BinaryFloatingPoint>(
        _ name: String, count: Int?, _ numbers: (Tensor) throws(PredictionError) -> [Number]
    ) throws(PredictionError) -> [Number] {
        let tensor = try tensor(name)
        let values: [Number]
        do throws(PredictionError) { values = try numbers(tensor) } catch {
            throw error.within("tensor \"\(name)\"")
        }
        guard count == nil || values.count == count else {
            throw PredictionError(
                .malformed("expected \(count ?? 0) numbers, found \(values.count)"), at: "tensor \"\(name)\"")
        }
        guard values.allSatisfy(\.isFinite) else {
            throw PredictionError(.malformed("expected finite numbers, found others"), at: "tensor \"\(name)\"")
        }
        return values
    }

    func doubles(_ name: String, count: Int) throws(PredictionError) -> [Double] {
        try finite(name, count: count) { (tensor) throws(PredictionError) in try tensor.doubles() }
    }

    func floats(_ name: String, count: Int? = nil) throws(PredictionError) -> [Float] {
        try finite(name, count: count) { (tensor) throws(PredictionError) in try tensor.floats() }
    }

    fileprivate func base() throws(PredictionError) -> LinearModel {
        let terms = try terms("base")
        return LinearModel(
            terms: terms, weights: try doubles("base.weights", count: terms.count),
            floorMilliseconds: try doubles("base.floor", count: 1)[0])
    }

    fileprivate func correction(_ part: String) throws(PredictionError) -> Correction {
        let terms = try terms(part)
        return Correction(terms: terms, model: try model(part, inputs: terms.count))
    }

    func model(_ part: String, inputs: Int) throws(PredictionError) -> Correction.Model {
        switch try text("\(part).model") {
        case "trees": return .trees(try trees(part, featureCount: inputs))
        case "network":
            let standardizer = Standardizer(
                means: try floats("\(part).means", count: inputs),
                deviations: try floats("\(part).deviations", count: inputs),
                minima: try floats("\(part).minima", count: inputs),
                maxima: try floats("\(part).maxima", count: inputs))
            return .network(
                try network(part, inputs: inputs), standardizer, scale: try floats("\(part).scale", count: 1)[0])
        case let found:
            throw PredictionError(
                .malformed("expected \"network\" or \"trees\", found \"\(found)\""), at: "\(part).model")
        }
    }

    func trees(_ part: String, featureCount: Int) throws(PredictionError) -> TreeEnsemble {
        let arrays = TreeEnsemble.Arrays(
            features: try tensor("\(part).features").integers16(), values: try floats("\(part).values"),
            children: try tensor("\(part).children").unsignedIntegers16(),
            roots: try tensor("\(part).roots").integers32())
        let base = try floats("\(part).start", count: 1)[0]
        do throws(PredictionError) {
            return try TreeEnsemble(arrays, base: base, featureCount: featureCount)
        } catch {
            throw error.within(part)
        }
    }

    fileprivate func network(_ part: String, inputs: Int) throws(PredictionError) -> MLP {
        var activations: [Activation] = []
        for line in try lines("\(part).activations") {
            guard let activation = Activation(line) else {
                throw PredictionError(
                    .malformed("expected an activation, found \"\(line)\""), at: "\(part).activations")
            }
            activations.append(activation)
        }
        guard !activations.isEmpty else {
            throw PredictionError(.malformed("expected a layer, found none"), at: "\(part).activations")
        }
        var layers: [Dense] = []
        var width = inputs
        for place in activations.indices {
            let name = "\(part).layer.\(place).weights"
            let shape = try tensor(name).shape
            guard shape.count == 2, shape[0] == width, shape[1] > 0, place + 1 < activations.count || shape[1] == 1
            else {
                let outputs = place + 1 < activations.count ? "any number" : "1"
                throw PredictionError(
                    .malformed("expected shape [\(width), \(outputs)], found \(shape)"), at: "tensor \"\(name)\"")
            }
            layers.append(
                Dense(
                    weights: Matrix(rows: shape[0], columns: shape[1], elements: try floats(name)),
                    bias: Matrix(
                        rows: 1, columns: shape[1],
                        elements: try floats("\(part).layer.\(place).bias", count: shape[1]))))
            width = shape[1]
        }
        let skip =
            tensors["\(part).skip"] == nil
            ? nil : Matrix(rows: inputs, columns: 1, elements: try floats("\(part).skip", count: inputs))
        return MLP(layers: layers, activations: activations, skip: skip)
    }

    fileprivate func memory() throws(PredictionError) -> Memory {
        let terms = try terms("memory")
        let medians = try floats("memory.medians")
        let keys = try tensor("memory.keys")
        guard keys.shape == [medians.count, terms.count + 1] else {
            throw PredictionError(
                .malformed("expected shape [\(medians.count), \(terms.count + 1)], found \(keys.shape)"),
                at: "tensor \"memory.keys\"")
        }
        let counts = try tensor("memory.counts").unsignedIntegers16()
        guard counts.count == medians.count else {
            throw PredictionError(
                .malformed("expected \(medians.count) numbers, found \(counts.count)"), at: "tensor \"memory.counts\"")
        }
        return Memory(
            terms: terms,
            tails: try text("memory.tails").split(separator: "\n", omittingEmptySubsequences: false).map(String.init),
            keys: try keys.integers32(), medians: medians, counts: counts,
            modelCount: try doubles("memory.model_count", count: 1)[0])
    }
}
