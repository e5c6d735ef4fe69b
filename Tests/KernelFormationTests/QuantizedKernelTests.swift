import GraphIR
import KernelFormation
import Testing

/// Kernels that work on integers.
@Suite struct QuantizedKernelTests {
    static let rulesets = [
        "mindspore-lite", "mnn", "ncnn", "openvino-cpu", "tflite-cpu", "tflite-xnnpack",
    ]

    /// The convolutions' element types, and how many kernels change an element type.
    private static func formed(_ graph: Graph, _ ruleset: String) throws -> (elements: [ElementType], changes: Int) {
        var graph = graph
        _ = try graph.infer()
        let kernels = try KernelFormer(.named(ruleset)).kernels(of: graph).kernels
        return (
            kernels.filter { $0.type == .conv }.map(\.configuration.element),
            kernels.count { $0.configuration.operation.contains("quantize") }
        )
    }

    /// Two convolutions with their activations as ONNX writes them for integers: every operand is dequantised, every
    /// result quantised.
    @Test(arguments: rulesets) func quantisedAndDequantisedConvolutionsAreOfIntegers(ruleset: String) throws {
        var graph = Graph()
        let scale = graph.addConstant(TensorType(.float32, []), elements: .reals([0.05]))
        let zero = graph.addConstant(TensorType(.int8, []), elements: .integers([0]))
        var value = graph.addInput("x", TensorType(.float32, [1, 8, 16, 16]))
        func add(_ name: String, _ inputs: [Value.ID], _ attributes: [OperatorDescription.Attribute] = []) throws
            -> Value.ID
        { try graph.add(name, inputs, attributes, opset: 17)[0] }
        value = try add("QuantizeLinear", [value, scale, zero])
        for _ in 0..<2 {
            let weights = graph.addConstant(TensorType(.int8, [8, 8, 3, 3]))
            let operands = [
                try add("DequantizeLinear", [value, scale, zero]), try add("DequantizeLinear", [weights, scale, zero]),
            ]
            value = try add("Relu", [try add("Conv", operands, [.init("pads", .integers([1, 1, 1, 1]))])])
            value = try add("QuantizeLinear", [value, scale, zero])
        }
        graph.outputs = [try add("DequantizeLinear", [value, scale, zero])]
        let (elements, changes) = try Self.formed(graph, ruleset)
        #expect(elements == [.int8, .int8])
        #expect(changes == 2)
    }

    /// The same as TFLite writes it.
    @Test(arguments: rulesets) func quantisedConvolutionsOfTFLiteAreOfIntegers(ruleset: String) throws {
        var graph = Graph()
        var value = graph.addInput("x", TensorType(.float32, [1, 16, 16, 8]))
        func add(_ name: String, _ inputs: [Value.ID], _ element: ElementType, _ fused: Int? = nil) throws -> Value.ID {
            let attributes = fused.map {
                ["fused_activation_function": $0, "stride_h": 1, "stride_w": 1].map {
                    OperatorDescription.Attribute($0, .integer($1))
                }
            }
            let output = try graph.add(
                name, inputs, attributes ?? [], domain: OperatorDescription.tfliteDomain, opset: 1)[0]
            graph[output].type.element = element
            return output
        }
        value = try add("QUANTIZE", [value], .int8)
        for _ in 0..<2 {
            let weights = graph.addConstant(TensorType(.int8, [8, 3, 3, 8]))
            let bias = graph.addConstant(TensorType(.int32, [8]))
            value = try add("CONV_2D", [value, weights, bias], .int8, 1)
        }
        graph.outputs = [try add("DEQUANTIZE", [value], .float32)]
        let (elements, changes) = try Self.formed(graph, ruleset)
        #expect(elements == [.int8, .int8])
        #expect(changes == 2)
    }
}
