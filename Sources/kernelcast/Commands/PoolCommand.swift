import ArgumentParser
import LatencyKit
import Reporting

struct PoolCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pool", abstract: "Shows the predictors: where each came from, and how well it does.",
        subcommands: [List.self, Show.self, Check.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the platforms.")

        @OptionGroup var pool: PoolArguments

        @Option(help: "How to print: \(ListingFormat.allValueStrings.joined(separator: ", ")).")
        var format = ListingFormat.table

        func run() throws {
            let listing = try Terminal.orFail { () throws(LatencyKitError) in
                try PoolBrowser(locations: pool.locations).list()
            }
            try Terminal.write(listing.text(format), to: nil)
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows one platform: source, licence, training ranges, held-out accuracy.")

        @Argument(help: "A platform, by its id or a part that names it alone.")
        var platform: String

        @OptionGroup var pool: PoolArguments

        @Option(help: "How to print: \(ListingFormat.allValueStrings.joined(separator: ", ")).")
        var format = ListingFormat.table

        func run() throws {
            let description = try Terminal.orFail { () throws(LatencyKitError) in
                try PoolBrowser(locations: pool.locations).show(platform)
            }
            try Terminal.write(description.text(format), to: nil)
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Loads every predictor and says what is wrong.")

        @OptionGroup var pool: PoolArguments

        func run() throws {
            let result = try Terminal.orFail { () throws(LatencyKitError) in
                try PoolBrowser(locations: pool.locations).check()
            }
            try Terminal.write(result, to: nil)
        }
    }
}
