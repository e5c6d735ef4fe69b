import ArgumentParser
import LatencyKit

/// Where kernels are written as models, to be measured alone.
struct KernelModelArguments: ParsableArguments {
    @Option(
        name: .customLong("models"),
        help: ArgumentHelp(
            "Write each kernel as a model of its own to this folder, with made weights; a column names its file.",
            valueName: "folder"),
        completion: .directory)
    var folder: String?

    @Option(
        name: .customLong("as"),
        help: "The format of those models, onnx unless given: \(KernelFolder.formats.joined(separator: ", ")).",
        completion: .list(KernelFolder.formats))
    var chosenFormat: String?

    private var format: String { chosenFormat ?? "onnx" }

    func validate() throws {
        guard chosenFormat == nil || folder != nil else {
            throw ValidationError("--as: expected --models with it, found none")
        }
        guard KernelFolder.formats.contains(format) else {
            throw ValidationError(
                "--as: expected one of \(KernelFolder.formats.joined(separator: ", ")), found \"\(format)\"")
        }
    }

    /// Runs `body` with the folder, where one is wanted, and tells of kernels that no model could be made of.
    func withFolder<Result>(
        _ body: (inout KernelFolder?) throws(LatencyKitError) -> Result
    ) throws(ExitCode) -> Result {
        try Terminal.orFail { () throws(LatencyKitError) in
            var folder = try self.folder.map { (path) throws(LatencyKitError) in
                try KernelFolder(path: path, format: format)
            }
            let result = try body(&folder)
            if let folder, folder.omittedCount > 0 {
                Terminal.report(
                    LatencyKitError(
                        .badInput, path: self.folder,
                        "\(folder.omittedCount) kernels have no model of \(format): what they compute does not follow "
                            + "from their configuration"))
            }
            return result
        }
    }
}
