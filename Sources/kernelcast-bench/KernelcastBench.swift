import ArgumentParser

/// Measures what the README claims of speed, and makes what it is measured on.
@main struct KernelcastBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kernelcast-bench", abstract: "Measures what Kernelcast's README claims of speed.",
        subcommands: [SpeedCommand.self, VariantsCommand.self], defaultSubcommand: SpeedCommand.self)
}
