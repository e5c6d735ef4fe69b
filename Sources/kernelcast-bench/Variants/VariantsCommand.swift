import ArgumentParser
import FoundationEssentials

/// Writes networks as files, to try on many what a few cannot show.
struct VariantsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "variants",
        abstract: "Writes distinct networks as architecture searches make them, 1,000 to a folder.",
        discussion: "By turns NAS-Bench-201 (15,625 cells, four widths, two extents) and MobileNetV2 with widths, "
            + "depths, kernels, expansions and resolutions of its own. The same count gives the same files.")

    @Option(help: "How many files.")
    var count: Int

    @Option(name: .shortAndLong, help: "The folder to write.", completion: .directory)
    var output: String

    @Option(help: "What weights hold: none is as kernelcast strip leaves files, made is what runtimes run.")
    var weights = VariantSequence.Weights.none

    func run() throws {
        var variants = VariantSequence(weights: weights)
        for index in 0..<count {
            let digits = String(index / 1000)
            let folder = "\(output)/\(String(repeating: "0", count: max(0, 3 - digits.count)) + digits)"
            if index.isMultiple(of: 1000) {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            }
            let variant = try variants.next()
            try Data(variant.bytes).write(to: URL(filePath: "\(folder)/\(variant.name).onnx"))
        }
    }
}

extension VariantSequence.Weights: ExpressibleByArgument {}
