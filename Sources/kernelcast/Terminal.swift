import ArgumentParser
import Glibc
import LatencyKit
import Reporting

/// The only place that writes to the standard streams.
enum Terminal {
    /// Writes a result to a file, or to standard output where there is none.
    static func write(_ text: String, to path: String?) throws {
        try orFail { () throws(LatencyKitError) in
            let file = path.map(OutputFile.init) ?? .standardOutput
            try file.write(Array(text.utf8))
        }
    }

    /// How tables are printed: as wide as the terminal, in colour where it has colours and `NO_COLOR` is not set; plain
    /// where the output goes to a file or a pipe.
    static func style(for path: String?) -> TerminalStyle {
        guard path == nil, isatty(STDOUT_FILENO) == 1 else { return .plain }
        var size = winsize()
        let hasSize = unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return TerminalStyle(
            width: hasSize ? Int(size.ws_col) : nil, isColored: !isSet("NO_COLOR") && variable("TERM") != "dumb")
    }

    private static func isSet(_ name: String) -> Bool { variable(name)?.isEmpty == false }

    private static func variable(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
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

    /// Shows a line in place of the last one, on standard error where that is a terminal.
    static func status(_ line: String) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        try? OutputFile.standardError.write(Array("\r\u{1B}[K\(line)".utf8))
    }
}
