import GraphIR
import KernelFormation
import LatencyPrediction
import ModelFormats
public import Reporting

/// Writes predicted times into a copy of an ONNX model, where Netron shows them with each node.
public struct ModelAnnotator: Sendable {
    public init() {}

    /// The bytes of the model with a metadata entry `kernelcast.<platform>` at each node that is part of a kernel: the
    /// kernel's time at the node that gives it its type, and the kernel's number at the others. The file runs as before.
    ///
    /// - Parameters:
    ///   - model: as it was read from a file.
    ///   - reports: of that model, on different platforms.
    /// - Throws: `LatencyKitError` where the file is no ONNX model, or came from standard input.
    public func annotate(_ model: LoadedModel, with reports: [LatencyReport]) throws(LatencyKitError) -> [UInt8] {
        var entries: [String: [(key: String, value: String)]] = [:]
        for report in reports {
            for row in report.kernels {
                for node in row.nodes {
                    let output = model.graph.nodes[node.index].outputs.lazy.compactMap(\.self).first
                    guard let output else { continue }
                    let isAnchor = node.index == (row.kernel.anchor ?? row.nodes.first?.index)
                    entries[model.graph[output].name, default: []].append(
                        (
                            "kernelcast.\(report.platform.id)",
                            isAnchor ? row.annotation : "in kernel \(row.index) \(row.kernel.type.rawValue)"
                        ))
                }
            }
        }
        do {
            return try ModelReader().annotate(path: model.path, with: entries)
        } catch {
            throw LatencyKitError(error, path: model.path)
        }
    }
}
