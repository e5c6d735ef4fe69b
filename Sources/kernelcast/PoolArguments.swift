import ArgumentParser
import LatencyKit

/// Where predictors are looked for.
struct PoolArguments: ParsableArguments {
    @Option(name: .customLong("pool"), help: "A pool's folder, looked at before the user's own and the built-in one.")
    var directory: String?

    /// The folders to look in, the first first.
    var locations: PoolLocations { PoolLocations(directory: directory) }
}
