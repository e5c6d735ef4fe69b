import ArgumentParser
import LatencyKit
import Reporting

/// What a command has to say of one model.
struct ModelResult {
    var text: String
    /// 0 where all is well.
    var exitCode: Int32 = 0
}

extension ModelArguments {
    /// Runs a command over each model; an error in one stops none of the others, and in JSON is an object of its own.
    ///
    /// - Parameter end: gives what is written after the last model.
    func forEachModel(
        format: ListingFormat, _ body: (ModelLoader, String) throws(LatencyKitError) -> ModelResult,
        end: () -> String = { "" }
    ) throws {
        let loader = ModelLoader(overrides: try shapes.overrides())
        var status = ExitStatus()
        var text = ""
        try forEachPath { path in
            do throws(LatencyKitError) {
                let result = try body(loader, path)
                text += result.text
                status.earn(result.exitCode)
            } catch {
                Terminal.report(error)
                if format == .json, !isSingle {
                    text += ModelFailure(path: path, message: error.message, location: error.location).jsonLine
                }
                status.earn(error.exitCode)
            }
            if output == nil {
                try Terminal.write(text, to: nil)
                text = ""
            }
        }
        text += end()
        if output != nil || !text.isEmpty { try Terminal.write(text, to: output) }
        try status.check()
    }

    /// Calls `body` with each path: those of the command line, then those of the list.
    private func forEachPath(_ body: (String) throws -> Void) throws {
        for path in models { try body(path) }
        guard let modelsFrom else { return }
        guard var lines = FileLines(modelsFrom) else {
            throw Terminal.fail(LatencyKitError(.noSuchFile, path: modelsFrom, "expected a list of models, found none"))
        }
        while let line = try Terminal.orFail({ () throws(LatencyKitError) in try lines.next() }) {
            try body(String(decoding: line, as: UTF8.self))
        }
        if !lines.remainder.isEmpty { try body(String(decoding: lines.remainder, as: UTF8.self)) }
    }
}
