import ArgumentParser
import LatencyKit
import Reporting

struct BatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch",
        abstract: "Predicts a tree of models on several platforms: a report for each, an index over all.",
        discussion: """
            The folder gets index.jsonl, index.csv, index.html and index.sqlite (the table results), and reports/ with \
            one file for each model and platform. A file that cannot be read is a row of the index with its error. After an interruption, the same \
            command with --resume goes on where it was.
            """)

    /// The layouts of reports that stand alone.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case csv, html, json, markdown, none

        var report: ReportFormat? { ReportFormat(rawValue: rawValue) }
    }

    @Argument(
        help: "Model files, and folders that are searched for files known by their content; - reads a list of them.")
    var paths: [String]

    @Flag(
        name: [.customLong("null"), .customShort("0")],
        help: "Names in the list end with a zero byte, not with the line.")
    var isNullSeparated = false

    @Option(
        name: .shortAndLong,
        help: "A platform of the pool, by its id or a part that names it alone; several with commas between.",
        completion: .platforms)
    var platform: String

    @OptionGroup var pool: PoolArguments

    @OptionGroup var shapes: ShapeArguments

    @Option(name: .shortAndLong, help: "The folder to write.", completion: .directory)
    var output: String

    @Option(help: "How many files to work on at once: as many as there are cores, unless told.")
    var jobs: Int?

    @Flag(help: "Go on with a run that was interrupted.")
    var resume = false

    @Option(
        help:
            "The layout of the reports: \(Format.allValueStrings.joined(separator: ", ")); none writes the index alone."
    )
    var format = Format.json

    private var platforms: [String] { platform.split(separator: ",").map(String.init) }

    func validate() throws {
        if platforms.isEmpty { throw ValidationError("--platform: expected a platform, found \"\(platform)\"") }
        if let jobs, jobs < 1 { throw ValidationError("--jobs: expected 1 or more, found \(jobs)") }
        if isNullSeparated, !paths.contains("-") {
            throw ValidationError("--null: expected - among the paths, found none")
        }
    }

    func run() async throws {
        let batch = BatchPredictor(
            predictors: try platforms.map { name in
                try Terminal.orFail { () throws(LatencyKitError) in
                    try LatencyPredictor(platform: name, in: pool.locations)
                }
            },
            overrides: try shapes.overrides(), folder: output, format: format.report, width: jobs)
        let list = try list()
        var bar = ProgressBar(total: list.count)
        var status = ExitStatus()
        do throws(LatencyKitError) {
            let summary = try await batch.run(list, resume ? .resuming : .afresh) { bar.show($0) }
            bar.end()
            Terminal.note(summary.text)
            for kind in summary.failures { status.earn(LatencyKitError(kind, "").exitCode) }
        } catch {
            bar.end()
            throw Terminal.fail(error)
        }
        try status.check()
    }

    private func list() throws -> ModelList {
        var list = ModelList()
        for path in paths {
            guard path == "-" else {
                list.add(FileName(path))
                continue
            }
            let bytes = try Terminal.orFail { () throws(LatencyKitError) in try StandardInput.bytes() }
            list.add(listed: bytes, separator: isNullSeparated ? 0 : 0x0A)
        }
        return list
    }
}

extension BatchSummary {
    /// `1200 models, 3 errors, 17 files that are no models`
    fileprivate var text: String {
        "\(modelCount) models, \(failureCount) errors, \(skippedCount) files that are no models"
    }
}
