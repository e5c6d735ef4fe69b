import GraphIR
import LatencyPrediction
import ModelFormats

/// Distinct networks as searches make them: by turns a cell of NAS-Bench-201, in any order, and a MobileNet of its own.
struct VariantSequence {
    struct Variant {
        var name: String
        var bytes: [UInt8]
    }

    private var generator = SeededGenerator(seed: 201)
    private var cells: [CellNetwork]
    private var digests: Set<String> = []
    private var count = 0
    private let writesWeights: Bool

    /// - Parameter weights: whether weights have elements; else they are as `strip` leaves them.
    init(weights: Weights) {
        writesWeights = weights == .made
        cells = [16, 24, 32, 48].flatMap { channels in
            [16, 32].flatMap { extent in
                (0..<CellNetwork.cellCount).map { CellNetwork(cell: $0, channels: channels, extent: extent) }
            }
        }
        cells.shuffle(using: &generator)
    }

    /// What weights hold.
    enum Weights: String, CaseIterable {
        case made, none
    }

    /// The next network: of several that differ in nothing the first.
    mutating func next() throws -> Variant {
        while true {
            let (kind, graph) = try nextGraph()
            let structure = try Self.writer.write(graph)
            guard digests.insert(unsafe digest(of: structure.span.bytes)).inserted else { continue }
            count += 1
            let bytes = writesWeights ? try Self.writer.write(graph, weightsFrom: &generator) : structure
            return Variant(name: "\(kind)_\(count)", bytes: bytes)
        }
    }

    private static let writer = ONNXWriter(operatorSets: [.init(version: NetworkBuilder.opset)])

    private mutating func nextGraph() throws -> (String, Graph) {
        if count.isMultiple(of: 2), let cell = cells.popLast() { return (cell.name, try cell.graph()) }
        let network = MobileNetwork(from: &generator)
        return ("mobilenet_\(network.extent)", try network.graph())
    }
}
