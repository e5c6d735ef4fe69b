import GraphIR
import KernelFormation
import Reporting

/// What a platform's framework forms of a model: all that a prediction reads, so that the graph need not be kept.
struct FormedModel: Sendable {
    var summary: ModelSummary
    /// In the order in which they run.
    var kernels: [Kernel]
    var diagnostics: [Diagnostic]
}
