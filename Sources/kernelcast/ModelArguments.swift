public import ArgumentParser
import LatencyKit
public import Reporting

/// What every command that reads models takes.
struct ModelArguments: ParsableArguments {
    @Argument(help: "Model files, of any format that is known by its content; - reads standard input.")
    var models: [String] = []

    @Option(
        help: ArgumentHelp(
            "A file that names further models, one a line; - reads the names, as they come, from standard input.",
            valueName: "file"),
        completion: .file())
    var modelsFrom: String?

    @OptionGroup var shapes: ShapeArguments

    @Option(name: .shortAndLong, help: "Write to this file instead of standard output.")
    var output: String?

    func validate() throws {
        if models.isEmpty, modelsFrom == nil { throw ValidationError("expected a model, found none") }
    }

    /// Whether there is one model alone.
    var isSingle: Bool { models.count == 1 && modelsFrom == nil }
}

/// How the user fixes what an export leaves open.
struct ShapeArguments: ParsableArguments {
    @Option(
        name: .customLong("input"),
        help: ArgumentHelp("The shape of an input; may be repeated.", valueName: "name=1x3x224x224"))
    var inputs: [String] = []

    @Option(help: "The first axis of every input.")
    var batch: Int?

    @Option(
        name: .customLong("dim"),
        help: ArgumentHelp("The value of a symbolic dimension; may be repeated.", valueName: "name=value"))
    var dimensions: [String] = []

    func validate() throws { _ = try overrides() }

    /// The options, read.
    func overrides() throws(ValidationError) -> ShapeOverrides {
        var overrides = ShapeOverrides()
        for text in inputs {
            guard let (name, value) = Self.split(text), let shape = Self.shape(value) else {
                throw ValidationError("--input: expected NAME=1x3x224x224, found \"\(text)\"")
            }
            overrides.inputs.append((name, shape))
        }
        if let batch, batch < 1 { throw ValidationError("--batch: expected 1 or more, found \(batch)") }
        overrides.batch = batch
        for text in dimensions {
            guard let (name, value) = Self.split(text), let extent = Int(value), extent >= 1 else {
                throw ValidationError("--dim: expected NAME=VALUE, found \"\(text)\"")
            }
            overrides.dimensions.append((name, extent))
        }
        return overrides
    }

    private static func split(_ text: String) -> (name: String, value: String)? {
        guard let sign = text.lastIndex(of: "="), sign != text.startIndex else { return nil }
        return (String(text[..<sign]), String(text[text.index(after: sign)...]))
    }

    private static func shape(_ text: String) -> [Int]? {
        var shape: [Int] = []
        for part in text.split(separator: "x", omittingEmptySubsequences: false) {
            guard let extent = Int(part), extent >= 1 else { return nil }
            shape.append(extent)
        }
        return shape
    }
}

extension ListingFormat: ExpressibleByArgument {}
extension ReportFormat: ExpressibleByArgument {}
