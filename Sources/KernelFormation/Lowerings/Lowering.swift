/// A named step that turns operators of a file's format into those that the framework's converter writes, or that the
/// framework's own graph transformations make of them.
protocol Lowering: Sendable {
    /// The name by which rulesets list it.
    static var name: String { get }

    init()

    /// Changes the operations; each of the file's nodes stands in one operation afterwards as before.
    func apply(to operations: inout OperationGraph)
}
