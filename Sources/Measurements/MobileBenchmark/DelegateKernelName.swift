/// The name that the TFLite GPU delegate gave a kernel: `convolution_2d_13_linked_:_add_14_linked_:_relu_15`.
struct DelegateKernelName: Equatable {
    static let depthwiseWithPointwise = "depthwise_conv_plus_1x1_conv"

    let text: String
    /// Without numbers: `convolution_2d`.
    let base: String
    /// What was linked behind it, in order: `["add", "relu"]`.
    let tail: [String]
    /// The delegate's operations that it covers, in order.
    let operations: [Int]

    var isWinograd: Bool { base == "convolution_winograd_4x4_6x6" }

    /// Nil where a part has no number.
    init?(_ text: String) {
        let parts = text.split(separator: "_linked_:_").map {
            $0.split(separator: "_", omittingEmptySubsequences: false)
        }
        var names: [String] = []
        var operations: [Int] = []
        for words in parts {
            let numbers = words.reversed().prefix { Int($0) != nil }.reversed()
            guard !numbers.isEmpty, numbers.count < words.count else { return nil }
            operations += numbers.compactMap { Int($0) }
            names.append(words.dropLast(numbers.count).joined(separator: "_"))
        }
        guard let base = names.first else { return nil }
        self.text = text
        self.base = base
        self.operations = operations
        tail = Array(names.dropFirst())
    }
}
