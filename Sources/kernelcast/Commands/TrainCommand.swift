import ArgumentParser
import LatencyKit

struct TrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Trains predictors on published measurements, and writes a pool.")

    @Option(help: "The folder of the published tables: DIR/qed-usc/tflite_cnn_ops_gpu.csv and the like.")
    var data: String

    @Option(name: .shortAndLong, help: "The pool's folder to write.")
    var output: String

    @Option(
        name: .customLong("exclude"),
        help: ArgumentHelp("Leave out networks whose names begin so; may be repeated.", valueName: "prefix"))
    var excluded: [String] = []

    func run() async throws {
        do {
            try await PoolTrainer(dataFolder: data).train(into: output, excluding: excluded) { id in
                Terminal.note("trained \(id)")
            }
        } catch {
            throw Terminal.fail(error)
        }
    }
}
