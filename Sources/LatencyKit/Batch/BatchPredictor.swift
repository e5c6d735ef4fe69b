import Glibc
import JSONText
import LatencyPrediction
import Measurements
public import Reporting

/// Predicts many models on several platforms, on all cores, into a folder with a report for each and an index over all.
///
/// The index grows in the order of the files as `index.jsonl.partial`, and takes its name at the end. What a run that
/// was killed left there is true, so that one that goes on from it gives the same bytes as one that was not.
public struct BatchPredictor: Sendable {
    /// What happens to what an earlier run left in the folder.
    public enum Start: Sendable, Hashable {
        case afresh, resuming
    }

    private let predictors: [LatencyPredictor]
    private let overrides: ShapeOverrides
    private let loader: ModelLoader
    private let folder: BatchFolder
    private let width: Int

    /// So many files are read before their kernels are predicted together.
    private static let partSize = 32

    /// - Parameters:
    ///   - predictors: one for each platform.
    ///   - overrides: what the user says of shapes, for every model.
    ///   - folder: the path of what is written; it is made where it is not there.
    ///   - format: of the reports; without one the index alone is written.
    ///   - width: how many threads work; as many as there are cores where nil.
    public init(
        predictors: [LatencyPredictor], overrides: ShapeOverrides, folder: String, format: ReportFormat?, width: Int?
    ) {
        self.predictors = predictors
        self.overrides = overrides
        loader = ModelLoader(overrides: overrides)
        self.folder = BatchFolder(path: folder, format: format)
        self.width = width ?? max(Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), 1)
    }

    /// Predicts all files of the list. An error in one is its line in the index.
    ///
    /// - Parameters:
    ///   - list: the files, in the order of the index.
    ///   - start: anew, or from where an earlier run stopped.
    ///   - progress: told how many files are done, those of an earlier run among them.
    /// - Throws: `LatencyKitError` where a write failed or the folder is of another run; what is done can be resumed.
    public func run(
        _ list: ModelList, _ start: Start, progress: (Int) -> Void = { _ in }
    ) async throws(LatencyKitError) -> BatchSummary {
        try folder.make()
        let journal = try prepare(list, start)
        var summary = journal.summary
        let file = try PartialFile(folder.journalPath, keeping: journal.byteCount)
        var index = try BatchIndex(in: folder, platforms: predictors.map(\.platformID), atMost: list.count)
        try index.add(linesOf: file.partialPath)
        progress(journal.nextPlace)
        try await concurrently(journal.nextPlace..<list.count, width: width, partsOf: Self.partSize) {
            part throws(LatencyKitError) in
            try predict(part, of: list)
        } inOrder: { part throws(LatencyKitError) in
            try file.append(part.lines)
            for rows in part.models { try index.add(rows) }
            summary += part.summary
            progress(summary.count)
        }
        summary.skippedCount += list.specialCount
        try index.finish(summary)
        try file.finish()
        return summary
    }

    /// What of an earlier run holds. The description of a new one is written before its first line.
    private func prepare(_ list: ModelList, _ start: Start) throws(LatencyKitError) -> BatchJournal {
        let known = try? FileBytes.read(folder.descriptionPath)
        let partialPath = "\(folder.journalPath).partial"
        if start == .resuming, let known {
            guard known == description else {
                throw LatencyKitError(
                    .usage, path: folder.descriptionPath,
                    "expected the platforms, options and version of the run before, found others")
            }
            return try BatchJournal(of: folder, list, platformCount: predictors.count)
        }
        if unsafe start == .afresh && access(partialPath, F_OK) == 0 {
            throw LatencyKitError(
                .usage, path: partialPath,
                "expected a folder without an interrupted run, found one: --resume goes on with it")
        }
        let file = try PartialFile(folder.descriptionPath)
        try file.append(description)
        try file.finish()
        return BatchJournal()
    }

    /// What decides the results besides the files, as JSON.
    private var description: [UInt8] {
        let platforms = predictors.map { predictor -> JSONValue in
            let ruleset = predictor.ruleset
            return .object([
                .init("id", .string(predictor.platformID)),
                .init(
                    "ruleset", .object([.init("id", .string(ruleset.id)), .init("version", .string(ruleset.version))])),
            ])
        }
        let inputs = overrides.inputs.map {
            JSONValue.Member($0.name, .array($0.shape.map(JSONValue.integer)))
        }
        let value = JSONValue.object([
            .init("schema", .string("kernelcast/batch/1")),
            .init("tool", .object([.init("name", .string("kernelcast")), .init("version", .string(toolVersion))])),
            .init("platforms", .array(platforms)),
            .init("reports", folder.format.map { .string($0.rawValue) } ?? .null),
            .init("inputs", .object(inputs)), .init("batch", overrides.batch.map(JSONValue.integer) ?? .null),
            .init("dimensions", .object(overrides.dimensions.map { .init($0.name, .integer($0.value)) })),
        ])
        return value.bytes(.indented) + [0x0A]
    }
}

extension BatchPredictor {
    /// What the index says of some files.
    fileprivate struct Part: Sendable {
        /// For each model its rows.
        var models: [[IndexRow]] = []
        /// All rows as lines, one behind another.
        var lines: [UInt8] = []
        var summary = BatchSummary()
    }

    /// A file of a part, once it was read.
    private enum Load {
        /// For each platform what a report says besides predictions, where one is wanted.
        case model(ModelSummary, [(model: FormedModel, rows: [KernelRow])])
        case failure(LatencyKitError)
        /// No model, in a folder.
        case skipped
    }

    private func predict(_ range: Range<Int>, of list: ModelList) throws(LatencyKitError) -> Part {
        var inquiries = predictors.map(\.inquiry)
        let loads = range.map { load(list[$0], &inquiries) }
        let predictions = inquiries.map { $0.finish() }
        var part = Part()
        for (place, load) in zip(range, loads) {
            let name = list[place].name
            switch load {
            case .skipped: part.summary.skippedCount += 1
            case .failure(let error): part.add(error, of: name)
            case .model(let summary, let reported):
                var outcomes: [IndexRow.Outcome] = []
                for index in predictors.indices {
                    let prediction = predictions[index][part.summary.modelCount]
                    let path = try folder.write(name, number: place) {
                        predictors[index].report(of: reported[index].model, reported[index].rows, prediction)
                    }
                    outcomes.append(
                        .entry(.init(prediction, of: summary, on: predictors[index].platformID, report: path)))
                }
                part.add(outcomes, of: name)
                part.summary.modelCount += 1
            }
        }
        return part
    }

    /// Reads a file, forms its kernels for each platform and asks for them.
    private func load(_ entry: ModelList.Entry, _ inquiries: inout [PredictionInquiry]) -> Load {
        do throws(LatencyKitError) {
            let model = try loader.reading(entry) { () throws(LatencyKitError) in try loader.load(entry.name) }
            guard let model else { return .skipped }
            let summary = model.summary
            var reported: [(model: FormedModel, rows: [KernelRow])] = []
            for index in predictors.indices {
                let formed = predictors[index].form(model, summary)
                inquiries[index].add(formed.kernels)
                guard folder.format != nil else { continue }
                // All that stays of a graph.
                reported.append((formed, model.rows(of: formed.kernels)))
            }
            return .model(summary, reported)
        } catch {
            return .failure(error)
        }
    }
}

extension BatchPredictor.Part {
    fileprivate mutating func add(_ error: LatencyKitError, of name: FileName) {
        let failure = IndexRow.Failure(message: error.message, location: error.location, kind: error.kind.rawValue)
        add([.failure(failure)], of: name)
        summary.failureCount += 1
        summary.failures.insert(error.kind)
    }

    fileprivate mutating func add(_ outcomes: [IndexRow.Outcome], of name: FileName) {
        let rows = outcomes.map {
            IndexRow(path: name.text, escapedPath: name.isUTF8 ? nil : name.escaped, outcome: $0)
        }
        for row in rows { lines += row.jsonLine.utf8 }
        models.append(rows)
    }
}

/// The system's word on what it refused last.
enum SystemWord {
    static var last: String { SystemError(number: errno).message }
}
