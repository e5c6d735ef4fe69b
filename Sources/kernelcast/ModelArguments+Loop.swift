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
        for path in models {
            do {
                let result = try body(loader, path)
                text += result.text
                status.earn(result.exitCode)
            } catch {
                Terminal.report(error)
                if format == .json, models.count > 1 {
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
}
