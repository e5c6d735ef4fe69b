import GraphIR

/// A network of NAS-Bench-201: a stem, three stages of five equal cells each, and a classifier. What a cell's edges with
/// "none" cut off is left out.
///
/// Dong, Yang: NAS-Bench-201, ICLR 2020, https://arxiv.org/abs/2001.00326.
struct CellNetwork {
    /// The six edges' operations as digits to base 5: none, skip, 1x1, 3x3, average pool.
    let cell: Int
    let channels: Int
    let extent: Int

    static let cellCount = 15_625

    var name: String { "nas-bench-201_\(cell)_\(channels)_\(extent)" }

    func graph() throws(GraphError) -> Graph {
        var network = NetworkBuilder(name: "network", extent: extent)
        try network.convolve(to: channels, kernel: 3, isDepthwise: false)
        for stage in 0..<3 {
            if stage > 0 { try reduce(&network, to: channels << stage) }
            for _ in 0..<5 { try addCell(to: &network, channels: channels << stage) }
        }
        try network.rectify()
        try network.classify(into: 10)
        return network.graph
    }

    /// The residual block between stages.
    private func reduce(_ network: inout NetworkBuilder, to filters: Int) throws(GraphError) {
        let start = network.place
        try network.pool(kernel: 2, stride: 2, padding: 0)
        try network.convolve(to: filters, kernel: 1, isDepthwise: false)
        let shortcut = network.place
        network.restore(start)
        for stride in [2, 1] {
            try network.rectify()
            try network.convolve(to: filters, kernel: 3, stride: stride, isDepthwise: false)
        }
        try network.sum(with: shortcut)
    }

    private func addCell(to network: inout NetworkBuilder, channels: Int) throws(GraphError) {
        let start = network.place
        var places: [NetworkBuilder.Place?] = [start]
        var edges = cell
        for target in 1..<4 {
            var total: NetworkBuilder.Place?
            for source in 0..<target {
                let operation = edges % 5
                edges /= 5
                guard let from = places[source], operation > 0 else { continue }
                network.restore(from)
                switch operation {
                case 1: break
                case 2, 3:
                    try network.rectify()
                    try network.convolve(to: channels, kernel: operation == 2 ? 1 : 3, isDepthwise: false)
                default: try network.pool(kernel: 3, stride: 1, padding: 1)
                }
                if let total { try network.sum(with: total) }
                total = network.place
            }
            places.append(total)
        }
        network.restore(places[3] ?? start)
    }
}
