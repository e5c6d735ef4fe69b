import ArgumentParser
import LatencyKit

extension CompletionKind {
    /// The platforms of the pools that are looked in without `--pool`.
    static var platforms: CompletionKind {
        .custom { _, _, _ in PoolBrowser(locations: PoolLocations()).ids }
    }

    /// The rulesets that ship, and files.
    static var rulesets: CompletionKind { .list(KernelLister.rulesets) }
}
