import GraphIR

/// The versions of operators that a model, or a function of it, is written in.
struct ONNXOperatorSets {
    private var versions: [String: Int]
    private var defaultVersion: Int?

    /// - Throws: `ImportError` for a default operator set of a version below 1.
    init(_ sets: [ImportedModel.OperatorSet], irVersion: Int) throws(ImportError) {
        versions = Dictionary(sets.map { ($0.domain, $0.version) }) { _, last in last }
        // Files of IR versions 1 and 2 cannot say; they are of the first operator set.
        if irVersion < 3, versions[""] == nil { versions[""] = 1 }
        defaultVersion = versions[""]
        try check()
    }

    /// These, save what a function imports for itself.
    ///
    /// - Throws: `ImportError` for a default operator set of a version below 1.
    func overridden(by sets: [ImportedModel.OperatorSet]) throws(ImportError) -> ONNXOperatorSets {
        var result = self
        for set in sets { result.versions[set.domain] = set.version }
        result.defaultVersion = result.versions[""]
        try result.check()
        return result
    }

    /// The version for a domain; nil where it is not imported.
    subscript(domain: String) -> Int? { domain.isEmpty ? defaultVersion : versions[domain] }

    private func check() throws(ImportError) {
        guard let defaultVersion, defaultVersion < 1 else { return }
        throw ImportError(
            .inconsistent("expected an operator set of version 1 or more, found \(defaultVersion)"),
            at: ModelLocation(part: "opset_import"))
    }
}
