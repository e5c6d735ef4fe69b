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
            do {
                let listing = try PoolBrowser(locations: pool.locations).list()
                try Terminal.write(format == .json ? listing.json.text() + "\n" : listing.table, to: nil)
            } catch let error as LatencyKitError {
                throw Terminal.fail(error)
            }
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
            do {
                let description = try PoolBrowser(locations: pool.locations).show(platform)
                try Terminal.write(format == .json ? description.json.text(.indented) + "\n" : description.table, to: nil)
            } catch let error as LatencyKitError {
                throw Terminal.fail(error)
            }
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Loads every predictor and says what is wrong.")

        @OptionGroup var pool: PoolArguments

        func run() throws {
            do {
                try Terminal.write(try PoolBrowser(locations: pool.locations).check(), to: nil)
            } catch let error as LatencyKitError {
                throw Terminal.fail(error)
            }
        }
    }
}
