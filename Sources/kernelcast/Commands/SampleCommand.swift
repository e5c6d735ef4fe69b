import ArgumentParser
import LatencyKit

struct SampleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample", abstract: "Chooses configurations of a kernel to measure.",
        discussion: """
            vae draws them as networks have them, by a variational autoencoder that learns from the prior; uniform from \
            the prior's range; adaptive around measured ones that the others predict badly. The result is a CSV that \
            adapt takes as candidates, and with a column of milliseconds as measurements.
            """)

    @Option(
        help: "The type: \(ConfigurationSampler.kernels.joined(separator: ", ")).",
        completion: .list(ConfigurationSampler.kernels))
    var kernel: String

    @Option(name: .customShort("n"), help: "How many different configurations to choose.")
    var count: Int

    @Option(
        help: "How to choose: \(ConfigurationSampler.methods.joined(separator: ", ")).",
        completion: .list(ConfigurationSampler.methods))
    var sampler = "vae"

    @Option(
        help: ArgumentHelp(
            "A table of shapes with HW, CIN and COUT or CHANNELS, KERNEL_SIZE, STRIDES, FREQ; without it the kernels "
                + "of 102 CNNs.", valueName: "file"))
    var prior: String?

    @Option(
        parsing: .upToNextOption, help: ArgumentHelp("Files of measured kernels, for adaptive.", valueName: "file"))
    var measurements: [String] = []

    @Option(help: "The column of times, where a table has several.")
    var column: String?

    @Option(help: "What the choice is drawn with.")
    var seed: UInt64 = 0

    @Option(name: .shortAndLong, help: "Where to write the configurations; standard output without it.")
    var output: String?

    @OptionGroup var models: KernelModelArguments

    @OptionGroup var pool: PoolArguments

    func validate() throws {
        guard (1...100_000).contains(count) else {
            throw ValidationError("-n: expected 1 to 100000, found \(count)")
        }
        guard (sampler == "adaptive") != measurements.isEmpty else {
            throw ValidationError("expected --measurements with --sampler adaptive, and only there")
        }
    }

    func run() throws {
        let text = try models.withFolder { (folder) throws(LatencyKitError) in
            try ConfigurationSampler(locations: pool.locations, prior: prior, column: column)
                .sample(count, of: kernel, by: sampler, measurements: measurements, seed: seed, in: &folder)
        }
        try Terminal.write(text, to: output)
    }
}
