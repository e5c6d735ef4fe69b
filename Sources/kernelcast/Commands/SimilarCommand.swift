import ArgumentParser
import LatencyKit
import Reporting

struct SimilarCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "similar", abstract: "Ranks the pool's platforms by how much they behave like measurements.")

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Files of measurements, of any kind that adapt reads.", valueName: "file"))
    var measurements: [String]

    @Option(help: "The column of times, where a table has several: \"pixel4|1large|float\".")
    var column: String?

    @Option(help: "Rank only platforms of the kind of this id: <device>_<unit>_<framework>-<version>_<precision>.")
    var platform: String?

    @OptionGroup var pool: PoolArguments

    @Option(help: "How to print: \(ListingFormat.allValueStrings.joined(separator: ", ")).")
    var format = ListingFormat.table

    func run() throws {
        let listing = try Terminal.orFail { () throws(LatencyKitError) in
            try PlatformAdapter(locations: pool.locations, column: column).similar(to: measurements, like: platform)
        }
        try Terminal.write(listing.text(format), to: nil)
    }
}
