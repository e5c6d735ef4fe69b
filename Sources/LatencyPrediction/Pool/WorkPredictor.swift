import Glibc
import KernelFormation

/// What tells how long models and kernels take on a platform that was measured in wholes: how long units of work take
/// there, and what its measurements left.
public struct WorkPredictor: Sendable, Hashable {
    /// What was measured, and so what its errors speak for.
    public enum Measured: String, Sendable, Hashable, CaseIterable {
        case blocks, kernels, networks
    }

    public let measured: Measured
    /// Of the one platform.
    let source: SourcePool
    /// The most of each term that one kernel of the measured workloads does, in the order of `WorkTerm`.
    let largest: [Double]
    /// Of models unlike those that were measured; `networkSpread` speaks for those that are the same.
    let farSpread: Predictor.Spread
    /// Of kernels of one type, where enough were measured one by one.
    var kernelSpreads: [KernelType: Predictor.Spread] = [:]

    /// The spread of what is said of a kernel.
    func spread(of kernel: Kernel) -> Predictor.Spread { kernelSpreads[kernel.type] ?? farSpread }

    /// A kernel's milliseconds, and whether kernels that do as much of each kind of work were measured.
    func predict(_ kernels: [Kernel]) -> [(milliseconds: Double, isWithinRanges: Bool)] {
        let works = kernels.map { Work($0) }
        let milliseconds: [Double]
        switch measured {
        case .blocks, .networks: milliseconds = works.map { source.models[0].milliseconds($0) }
        case .kernels:
            milliseconds = source.forecasts(kernels.map { WorkItem(kernel: $0) }, source: 0).map { exp($0) }
        }
        return zip(works, milliseconds).map { work, milliseconds in
            (milliseconds, zip(work.amounts, largest).allSatisfy { $0 <= $1 })
        }
    }

    /// ln milliseconds of a model as a whole, from 0 to 1 how unlike the measured ones it is, and what part of its time
    /// goes to work of which they had less; nil where single kernels were measured, whose sum tells it.
    func predict(model kernels: [Kernel]) -> (logarithm: Double, novelty: Double, untried: Double)? {
        let item = WorkItem(kernels: kernels)
        switch measured {
        case .kernels: return nil
        // Trees that know blocks know nothing of sums of many.
        case .blocks: return (log(max(source.models[0].milliseconds(item.work), .leastNormalMagnitude)), 1, 0)
        case .networks:
            let place = source.places([item], sources: [0])[0]
            return (place.mean, place.novelty, place.untried)
        }
    }

    /// ln milliseconds of what is like the measured workloads.
    func forecasts(_ items: [WorkItem]) -> [Double] { source.forecasts(items, source: 0) }

    /// How far what the network tells of these moves with each weight of its last layer; empty without a network.
    func leverages(_ items: [WorkItem]) -> [[Double]] { source.leverages(items, source: 0) }

    /// The mean unit times that descriptors are told by.
    var frame: WorkModel { source.mean }

    /// Where its measurements lie.
    var points: [Descriptor] { source.points }
}

extension Predictor.Spread {
    /// Of a model between this one's, which were measured, and another's, which are unlike them; work that was not tried
    /// may take e times as long, or as short.
    func widened(to far: Predictor.Spread, _ novelty: Double, _ untried: Double) -> Predictor.Spread {
        Predictor.Spread(
            low: low + novelty * (far.low - low) - untried, high: high + novelty * (far.high - high) + untried)
    }
}

extension WorkPredictor {
    static let schema = "kernelcast/work/1"

    /// The file that holds it.
    var file: SafeTensors {
        var file = SafeTensors(metadata: [
            "schema": Self.schema, "measured": measured.rawValue, "terms": Self.terms.joined(separator: "\n"),
        ])
        file.tensors["mean"] = SafeTensors.Tensor(source.mean.logarithms)
        file.tensors["model"] = SafeTensors.Tensor(source.models[0].logarithms)
        file.tensors["largest"] = SafeTensors.Tensor(largest)
        file.tensors["far_spread"] = SafeTensors.Tensor(farSpread)
        for (type, spread) in kernelSpreads { file.tensors[Self.spreadName(type)] = SafeTensors.Tensor(spread) }
        file.tensors["points"] = SafeTensors.Tensor(
            source.points.flatMap(\.values).map(Float.init), shape: [source.points.count, Self.descriptorSize])
        switch source.rests[0] {
        case .trees(let trees, let network):
            file.put(trees, as: "trees")
            if let network { file.put(network, as: "network") }
        case .process(let process):
            file.tensors["residuals"] = SafeTensors.Tensor(process.residuals)
            file.tensors["weights"] = SafeTensors.Tensor(process.weights)
        }
        return file
    }

    /// Reads the file.
    init(_ file: SafeTensors) throws(PredictionError) {
        guard try file.text("schema") == Self.schema else {
            throw PredictionError(.malformed("expected \"\(Self.schema)\", found \"\(try file.text("schema"))\""))
        }
        let name = try file.text("measured")
        guard let measured = Measured(rawValue: name) else {
            let known = Measured.allCases.map(\.rawValue).joined(separator: ", ")
            throw PredictionError(.malformed("expected one of \(known), found \"\(name)\""), at: "measured")
        }
        let terms = try file.text("terms").split(separator: "\n").map(String.init)
        guard terms == Self.terms else {
            throw PredictionError(
                .malformed("expected the \(Self.terms.count) terms of this version, found \(terms.count)"), at: "terms")
        }
        let mean = WorkModel(logarithms: try file.doubles("mean", count: terms.count))
        let model = WorkModel(logarithms: try file.doubles("model", count: terms.count))
        let shape = try file.tensor("points").shape
        guard shape.count == 2, shape[1] == Self.descriptorSize else {
            throw PredictionError(
                .malformed("expected shape [any number, \(Self.descriptorSize)], found \(shape)"),
                at: "tensor \"points\"")
        }
        let values = try file.floats("points").map(Double.init)
        let points = (0..<shape[0]).map { row in
            Descriptor(values: Array(values[row * Self.descriptorSize..<(row + 1) * Self.descriptorSize]))
        }
        let rest: SourcePool.Rest
        if file.tensors["residuals"] != nil {
            rest = .process(
                ResidualProcess(
                    points: points, residuals: try file.doubles("residuals", count: points.count),
                    weights: try file.doubles("weights", count: points.count)))
        } else {
            let hasNetwork = file.metadata["network.model"] != nil
            let inputs = hasNetwork ? 2 * Self.descriptorSize : Self.descriptorSize
            rest = .trees(
                try file.trees("trees", featureCount: inputs),
                network: hasNetwork ? try file.model("network", inputs: inputs) : nil)
        }
        var spreads: [KernelType: Predictor.Spread] = [:]
        for type in KernelType.allCases where file.tensors[Self.spreadName(type)] != nil {
            spreads[type] = try file.spread(Self.spreadName(type))
        }
        self.init(
            measured: measured, source: SourcePool(mean: mean, models: [model], rests: [rest], points: points),
            largest: try file.doubles("largest", count: terms.count), farSpread: try file.spread("far_spread"),
            kernelSpreads: spreads)
    }

    private static func spreadName(_ type: KernelType) -> String { "spread.\(type.rawValue)" }

    private static let terms = WorkTerm.allCases.map { "\($0)" }

    /// Terms and three sizes.
    private static let descriptorSize = WorkTerm.count + 3
}
