public import GraphIR

/// What a model file says.
public struct ImportedModel: Sendable {
    /// Which version of a domain's operators a file is written in; the default domain is empty.
    public struct OperatorSet: Sendable, Hashable {
        public var domain: String
        public var version: Int

        public init(domain: String = "", version: Int) {
            self.domain = domain
            self.version = version
        }
    }

    /// As the file declares it: nothing is inferred yet.
    public var graph: Graph
    /// The format's name: `onnx`.
    public var format: String
    /// The tool that wrote the file and its version, as far as the file says.
    public var producer: String
    /// The version of ONNX's intermediate representation; nil for other formats.
    public var irVersion: Int?
    public var operatorSets: [OperatorSet]
    public var diagnostics: [Diagnostic]
    /// XXH3 of the stripped file, as 16 hexadecimal digits: the same for a model and its stripped copy.
    public var digest: String
}
