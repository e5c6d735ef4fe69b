import ArgumentParser
import LatencyKit
import Reporting

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compares two models, one model on two platforms, or two reports, kernel by kernel.",
        discussion: """
            kernelcast compare old.onnx new.onnx --platform pixel4
            kernelcast compare model.onnx --platform pixel4,s10
            kernelcast compare baseline.json new.onnx --platform pixel4 --fail-over 5%
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, json, markdown
    }

    @Argument(help: "What was before: a model, or a report that predict wrote as JSON.")
    var before: String

    @Argument(help: "What is after; the same model where it is left out, on the second platform.")
    var after: String?

    @Option(
        name: .shortAndLong, help: "The platform of both models, or two with a comma between.", completion: .platforms)
    var platform: String?

    @OptionGroup var pool: PoolArguments

    @OptionGroup var shapes: ShapeArguments

    @Option(help: ArgumentHelp("Exit with 2 where what is after is slower by more.", valueName: "5%"))
    var failOver: Fraction?

    @Option(help: ArgumentHelp("Exit with 2 where what is after takes longer.", valueName: "20ms"))
    var budget: LatencyBudget?

    @Option(help: "How to print: \(Format.allValueStrings.joined(separator: ", ")).")
    var format = Format.table

    @Option(name: .shortAndLong, help: "Write to this file instead of standard output.")
    var output: String?

    private var platforms: [String] { platform?.split(separator: ",").map(String.init) ?? [] }

    func validate() throws {
        if platforms.count > 2 {
            throw ValidationError("--platform: expected one platform or two, found \(platforms.count)")
        }
        if after == nil, platforms.count != 2 {
            throw ValidationError("expected two models, or one model and two platforms with a comma between")
        }
    }

    func run() throws {
        let comparison = try Terminal.orFail { () throws(LatencyKitError) in
            Comparison(
                try summary(of: before, on: platforms.first), try summary(of: after ?? before, on: platforms.last))
        }
        let text =
            switch format {
            case .table: comparison.table(Terminal.style(for: output))
            case .json: comparison.jsonLine
            case .markdown: comparison.markdown
            }
        try Terminal.write(text, to: output)
        if let failOver, comparison.slowdown > failOver.value { throw ExitCode(ExitStatus.overBudget) }
        if let budget, comparison.after.latencyMilliseconds > budget.milliseconds {
            throw ExitCode(ExitStatus.overBudget)
        }
    }

    private func summary(of path: String, on platform: String?) throws(LatencyKitError) -> ReportSummary {
        let reader = ReportReader()
        guard !reader.isReport(path) else { return try reader.read(path) }
        guard let platform else {
            throw LatencyKitError(.usage, path: path, "expected --platform for a model, found none")
        }
        let overrides: ShapeOverrides
        do { overrides = try shapes.overrides() } catch { throw LatencyKitError(.usage, error.message) }
        let model = try ModelLoader(overrides: overrides).load(path)
        return try reader.summary(of: try LatencyPredictor(platform: platform, in: pool.locations).predict(model))
    }
}
