import ArgumentParser
import LatencyKit

struct StripCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "strip", abstract: "Writes the same graph without its weights, to share or to keep.")

    @Argument(help: "A model file; - reads standard input.")
    var model: String

    @Option(name: .shortAndLong, help: "The file to write.")
    var output: String

    func run() throws {
        try Terminal.orFail { () throws(LatencyKitError) in
            try OutputFile(path: output).write(try ModelStripper().strip(model))
        }
    }
}
