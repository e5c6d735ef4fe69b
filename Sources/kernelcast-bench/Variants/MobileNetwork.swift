import GraphIR

/// A network of inverted residual blocks as MobileNetV2 has them, each stage's width and depth and each block's kernel and
/// expansion drawn, as searches do that look for networks for phones.
struct MobileNetwork {
    private struct Block {
        var filters: Int
        var kernel: Int
        var expansion: Int
        var stride: Int
    }

    let extent: Int
    private let stem: Int
    private let blocks: [Block]

    /// Filters, blocks and stride of MobileNetV2's stages: https://arxiv.org/abs/1801.04381, table 2.
    private static let stages = [
        (16, 1, 1), (24, 2, 2), (32, 3, 2), (64, 4, 2), (96, 3, 1), (160, 3, 2), (320, 1, 1),
    ]

    init(from generator: inout some RandomNumberGenerator) {
        extent = 32 * Int.random(in: 4...8, using: &generator)
        stem = 8 * Int.random(in: 2...6, using: &generator)
        var blocks: [Block] = []
        for (filters, depth, stride) in Self.stages {
            let eighths = filters / 8
            let width = 8 * Int.random(in: max(1, eighths / 2)...(eighths + eighths / 2), using: &generator)
            for index in 0..<max(1, depth + Int.random(in: -1...1, using: &generator)) {
                blocks.append(
                    Block(
                        filters: width, kernel: 3 + 2 * Int.random(in: 0...2, using: &generator),
                        expansion: [1, 3, 4, 6][Int.random(in: 0...3, using: &generator)],
                        stride: index == 0 ? stride : 1))
            }
        }
        self.blocks = blocks
    }

    func graph() throws(GraphError) -> Graph {
        var network = NetworkBuilder(name: "network", extent: extent)
        try network.convolve(to: stem, kernel: 3, stride: 2, isDepthwise: false)
        try network.clip()
        var channels = stem
        for block in blocks {
            let start = network.place
            let middle = channels * block.expansion
            if block.expansion > 1 {
                try network.convolve(to: middle, kernel: 1, isDepthwise: false)
                try network.clip()
            }
            try network.convolve(to: middle, kernel: block.kernel, stride: block.stride, isDepthwise: true)
            try network.clip()
            try network.convolve(to: block.filters, kernel: 1, isDepthwise: false)
            channels = block.filters
            if block.stride == 1, network.hasChannels(of: start) { try network.sum(with: start) }
        }
        try network.convolve(to: 1280, kernel: 1, isDepthwise: false)
        try network.clip()
        try network.classify(into: 1000)
        return network.graph
    }
}
