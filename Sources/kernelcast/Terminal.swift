import ArgumentParser
import Glibc
import LatencyKit

/// The only place that writes to the standard streams.
enum Terminal {
    /// Writes a result to a file, or to standard output where there is none.
    static func write(_ text: String, to path: String?) throws {
        try orFail { () throws(LatencyKitError) in
            let file = path.map(OutputFile.init) ?? .standardOutput
            try file.write(Array(text.utf8))
        }
    }

    /// Tells the user of an error on standard error.
    static func report(_ error: LatencyKitError) {
        // Where standard error itself is closed there is nobody left to tell.
        try? OutputFile.standardError.write(Array("kernelcast: \(error)\n".utf8))
    }

    /// Runs a use case; an error is told to the user and ends the command with its code.
    static func orFail<Result>(_ body: () throws(LatencyKitError) -> Result) throws(ExitCode) -> Result {
        do { return try body() } catch { throw fail(error) }
    }

    /// Tells the user of an error, and gives what ends the command with its code.
    static func fail(_ error: LatencyKitError) -> ExitCode {
        report(error)
        return ExitCode(error.exitCode)
    }

    /// Tells of a step that is done, on standard error where that is a terminal.
    static func note(_ line: String) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        try? OutputFile.standardError.write(Array("\(line)\n".utf8))
    }
}
