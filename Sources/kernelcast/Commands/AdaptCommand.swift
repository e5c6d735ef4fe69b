import ArgumentParser
import LatencyKit
import Reporting

struct AdaptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adapt", abstract: "Adds a platform from a few measurements on it, or says which to take.")

    @Option(help: "The new platform: <device>_<unit>_<framework>-<version>_<precision>.")
    var platform: String

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Files of measurements, mixed as you like: the published tables (with --column), blocks as JSON, kernels as "
                + "CSV or JSON lines with LitePred's names, a CSV of model paths and milliseconds.",
            valueName: "file"))
    var measurements: [String] = []

    @Option(help: "The column of times, where a table has several: \"pixel4|1large|float\".")
    var column: String?

    @Option(help: ArgumentHelp("Choose so many of the candidates to measure.", valueName: "n"))
    var plan: Int?

    @Option(help: ArgumentHelp("What could be measured: a file of the same kinds.", valueName: "file"))
    var candidates: String?

    @Option(name: .shortAndLong, help: "Where to write the chosen candidates; standard output without it.")
    var output: String?

    @OptionGroup var pool: PoolArguments

    @Option(help: "How to print: \(ListingFormat.allValueStrings.joined(separator: ", ")).")
    var format = ListingFormat.table

    func validate() throws {
        guard (plan == nil) == (candidates == nil), (plan == nil) != measurements.isEmpty else {
            throw ValidationError("expected --measurements, or --plan with --candidates")
        }
    }

    func run() throws {
        let adapter = PlatformAdapter(locations: pool.locations, column: column)
        if let plan, let candidates {
            let text = try Terminal.orFail { () throws(LatencyKitError) in
                try adapter.plan(plan, for: platform, of: candidates)
            }
            return try Terminal.write(text, to: output)
        }
        let listing = try Terminal.orFail { () throws(LatencyKitError) in
            try adapter.adapt(platform, to: measurements)
        }
        try Terminal.write(listing.text(format), to: output)
    }
}
