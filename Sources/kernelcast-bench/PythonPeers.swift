import Subprocess

/// The same work by the tools that people use today, timed inside a Python of the user's.
struct PythonPeers {
    let interpreter: String

    /// `onnx.load` and `infer_shapes`; nil where onnx is missing.
    func reading(_ path: String) async throws -> Double? {
        try await seconds(
            """
            import onnx, sys, time
            def body():
                onnx.shape_inference.infer_shapes(onnx.load(sys.argv[1]))
            """, arguments: [path], runs: 3)
    }

    /// `onnx.load` and `infer_shapes` of each file, in processor time; nil where onnx is missing. What onnx cannot infer
    /// counts up to its error.
    func reading(all paths: [String]) async throws -> Double? {
        try await number(
            """
            import onnx, sys, time
            total = 0
            for path in sys.argv[1:]:
                start = time.process_time()
                try:
                    onnx.shape_inference.infer_shapes(onnx.load(path))
                except Exception:
                    pass
                total += time.process_time() - start
            print(total)
            """, arguments: paths)
    }

    /// nn-Meter's reading of a file and detection of kernels, in processor time; nil where nn-meter or onnx is missing. It
    /// takes nodes by their names, so those without one get one.
    func detectingKernels(of paths: [String]) async throws -> Double? {
        let total = try await number(
            """
            import logging, onnx, sys, time
            logging.disable()
            from nn_meter.ir_converter.utils import onnx_model_to_graph
            from nn_meter.kernel_detector import KernelDetector
            total = 0
            for path in sys.argv[1:]:
                start = time.process_time()
                model = onnx.load(path)
                for index, node in enumerate(model.graph.node):
                    node.name = node.name or f"node{index}"
                detector = KernelDetector(None)
                detector.load_graph(onnx_model_to_graph(model))
                detector.get_kernels()
                total += time.process_time() - start
            print(total)
            """, arguments: paths)
        return total.map { $0 / Double(max(paths.count, 1)) }
    }

    func litePredAlone() async throws -> Double? { try await litePred(batch: 1, runs: 200) }

    /// Per kernel, in batches of 8,192.
    func litePredBatched() async throws -> Double? { try await litePred(batch: 8192, runs: 10).map { $0 / 8192 } }

    /// The interpreter's start and the import alone.
    func importingONNX() async throws -> Double? {
        guard try await seconds("import onnx, time\ndef body(): pass", runs: 1) != nil else { return nil }
        let clock = ContinuousClock()
        var times: [Duration] = []
        for _ in 0..<5 {
            let start = clock.now
            _ = try await run(.name("env"), arguments: [interpreter, "-c", "import onnx"], output: .discarded)
            times.append(clock.now - start)
        }
        return times.sorted()[2] / .seconds(1)
    }

    private func litePred(batch: Int, runs: Int) async throws -> Double? {
        try await seconds(
            """
            import sys, time, torch
            torch.set_num_threads(1)
            sizes = [7, 16, 32, 64, 128, 128] + [256] * 7 + [128, 64, 16, 1]
            layers = []
            for i in range(16):
                layers += [torch.nn.Linear(sizes[i], sizes[i + 1]), torch.nn.ReLU()]
            network = torch.nn.Sequential(*layers[:-1]).eval()
            x = torch.rand(int(sys.argv[1]), 7)
            def body():
                with torch.no_grad():
                    network(x)
            """, arguments: [String(batch)], runs: runs)
    }

    /// The median of `runs` calls of the script's `body`; nil where a package or the interpreter is missing.
    private func seconds(_ script: String, arguments: [String] = [], runs: Int) async throws -> Double? {
        let timing = """

            body()
            times = []
            for _ in range(\(runs)):
                start = time.perf_counter()
                body()
                times.append(time.perf_counter() - start)
            print(sorted(times)[len(times) // 2])
            """
        return try await number(script + timing, arguments: arguments)
    }

    /// What a script prints; nil where a package or the interpreter is missing.
    private func number(_ script: String, arguments: [String]) async throws -> Double? {
        let result = try? await run(
            .name("env"), arguments: Arguments([interpreter, "-c", script] + arguments),
            output: .string(limit: 4096), error: .discarded)
        guard let result, result.terminationStatus.isSuccess else { return nil }
        return Double(result.standardOutput.filter { !$0.isWhitespace })
    }
}
