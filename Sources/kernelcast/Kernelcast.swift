import ArgumentParser
import LatencyKit

@main struct Kernelcast: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kernelcast",
        abstract: "Predicts how long an exported model takes on a device, kernel by kernel, without the device.",
        version: toolVersion,
        subcommands: [
            AdaptCommand.self, BatchCommand.self, CompareCommand.self, DatasetCommand.self, EvaluateCommand.self,
            HelpCommand.self, InspectCommand.self, KernelsCommand.self, PoolCommand.self, PredictCommand.self,
            SampleCommand.self, SimilarCommand.self, StripCommand.self, TrainCommand.self,
        ])
}
