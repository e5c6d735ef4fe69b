import GraphIR
import KernelFormation
import ModelFormats
public import Reporting

/// Lists the kernels that a framework would form of a model.
public struct KernelLister: Sendable {
    /// The rulesets that ship.
    public static let rulesets = Ruleset.names

    private let former: KernelFormer

    /// - Parameters:
    ///   - name: the name of a shipped ruleset, or the path of a file.
    ///   - parameters: values for its parameters, by name.
    ///   - explanations: whether to say why near-misses did not fuse.
    public init(
        ruleset name: String, parameters: [String: String] = [:], explanations: Explanations = .omitted
    ) throws(LatencyKitError) {
        former = try Self.former(
            ruleset: name, parameters: parameters, explanations: explanations == .included ? .included : .omitted)
    }

    /// Whether a listing tells of near-misses.
    public enum Explanations: Sendable {
        case included, omitted
    }

    /// What forms kernels by the ruleset of a name or of a file.
    static func former(
        ruleset name: String, parameters: [String: String], explanations: Formation.Explanations = .omitted
    ) throws(LatencyKitError) -> KernelFormer {
        do {
            return try KernelFormer(try Self.ruleset(name), parameters: parameters, explanations: explanations)
        } catch let error as KernelFormationError {
            throw LatencyKitError(.usage, error.message, location: error.place)
        } catch let error as ImportError {
            throw LatencyKitError(error, path: name)
        } catch {
            throw LatencyKitError(.defect, "expected an error of a ruleset, found \(error)")
        }
    }

    private static func ruleset(_ name: String) throws -> Ruleset {
        guard !Ruleset.names.contains(name), name.contains("/") || name.hasSuffix(".json") else {
            return try Ruleset.named(name)
        }
        let bytes = try MappedFile(path: name).withBytes { (bytes) throws(ImportError) in
            unsafe bytes.withUnsafeBytes { unsafe Array($0) }
        }
        return try Ruleset(parsing: bytes, place: name)
    }

    /// The kernels in the order in which they run.
    public func list(_ model: LoadedModel) -> KernelListing {
        let formation = former.kernels(of: model.graph)
        return KernelListing(
            model: model.summary, ruleset: .init(id: former.ruleset.id, version: former.ruleset.version),
            kernels: model.rows(of: formation.kernels),
            explanations: formation.explanations.map { line($0, in: formation, of: model) },
            diagnostics: model.diagnostics + formation.diagnostics)
    }

    /// `kernel 3 (conv-bn-relu): rule "conv-relu" stopped at node 7 "relu1" (Relu): its input has 2 readers`
    private func line(_ explanation: Explanation, in formation: Formation, of model: LoadedModel) -> String {
        let type = formation.kernels[explanation.kernel].type.rawValue
        let place = explanation.node.map { " at \(model.graph.label(ofNode: $0))" } ?? ""
        return
            "kernel \(explanation.kernel) (\(type)): rule \"\(explanation.rule)\" stopped\(place): \(explanation.obstacle)"
    }
}
