public import GraphIR
import ModelFormats

/// A model that was read, with every type inferred that follows from the file and the user's overrides.
public struct LoadedModel: Sendable {
    /// As the user named it.
    public var path: String
    public var graph: Graph
    public var diagnostics: [Diagnostic]
    /// What else the file says; its graph has moved.
    let source: ImportedModel
}

/// Reads models, fixes their shapes and infers the rest. One loader for many models knows what they share.
public struct ModelLoader: Sendable {
    private let overrides: ShapeOverrides
    private let reader = ModelReader()
    private let memory = MemoryPool(InferenceMemory())

    public init(overrides: ShapeOverrides = ShapeOverrides()) { self.overrides = overrides }

    /// Reads the model at a path, or standard input for `-`.
    public func load(_ path: String) throws(LatencyKitError) -> LoadedModel {
        do {
            return try loaded(try reader.read(path: path), path)
        } catch {
            throw Self.error(error, path)
        }
    }

    /// Reads the model at a path, or each of those that stand in the file's lines; a line's name has its number.
    func forEachModel(
        _ path: String, named file: String, _ body: (String, Result<LoadedModel, LatencyKitError>) -> Void
    ) throws(LatencyKitError) {
        do {
            try reader.readLines(path: path) { line, result in
                let name = line.map { "\(file):\($0)" } ?? file
                do {
                    body(name, .success(try loaded(result.get(), name)))
                } catch {
                    body(name, .failure(Self.error(error, name)))
                }
            }
        } catch {
            throw Self.error(error, file)
        }
    }

    private func loaded(_ model: consuming ImportedModel, _ path: String) throws(GraphError) -> LoadedModel {
        // A graph of which there are two would be copied as a whole where it changes.
        var graph = Graph()
        swap(&graph, &model.graph)
        let inferred = try infer(&graph)
        return LoadedModel(path: path, graph: graph, diagnostics: model.diagnostics + inferred, source: model)
    }

    private static func error(_ error: any Error, _ path: String) -> LatencyKitError {
        switch error {
        case let error as ImportError: LatencyKitError(error, path: path)
        case let error as GraphError:
            LatencyKitError(.badInput, path: path, error.message, location: error.location.description)
        default: LatencyKitError(.defect, path: path, "expected an error of reading, found \(error)")
        }
    }

    private func infer(_ graph: inout Graph) throws(GraphError) -> [Diagnostic] {
        for (name, value) in overrides.dimensions { try graph.fix(dimension: name, to: value) }
        if let batch = overrides.batch { try graph.fixBatch(batch) }
        for (name, shape) in overrides.inputs { try graph.fix(name, to: shape) }
        var memory = self.memory.take()
        defer { self.memory.give(memory) }
        return try graph.infer(remembering: &memory) + openInputs(of: graph)
    }

    /// A warning per input whose shape is not fixed: nothing that follows from it can be counted.
    private func openInputs(of graph: Graph) -> [Diagnostic] {
        graph.inputs.map { graph[$0] }.filter { !$0.type.isStatic }.map { input in
            Diagnostic(
                .warning, "open-shape",
                "its shape is \(input.type), so work that depends on it is not counted: fix it with --dim or --input",
                at: ModelLocation(part: "input \"\(input.name)\""))
        }
    }
}

extension LatencyKitError {
    /// Why a model could not be read; the path stands before the place within the file.
    init(_ error: ImportError, path: String) {
        let kind: Kind =
            switch error.reason {
            case .noSuchFile: .noSuchFile
            case .unreadable, .malformed, .inconsistent, .overLimit: .badInput
            }
        var place = error.location
        place.file = nil
        self.init(kind, path: path, error.message, location: place.description)
    }
}
