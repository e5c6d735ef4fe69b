import ArgumentParser
import LatencyKit

/// What `kernelcast help TOPIC` explains beside the commands.
enum HelpTopic: String, CaseIterable {
    case exitCodes = "exit-codes"
    case platforms, rulesets, statuses

    var text: String {
        switch self {
        case .exitCodes:
            """
            Exit codes, as sysexits.h has them where it has one. Over several models the gravest counts: the first of
            70, 74, 65, 66, 1, 2 that any of them earned.

              0   done
              1   done, but incomplete, and --strict was given
              2   over a --budget or a --fail-over
              64  usage: an option, platform or ruleset that there is not
              65  bad input
              66  no such file
              69  a runtime or device is not available
              70  a bug of kernelcast
              74  a write failed

            """
        case .platforms:
            """
            A platform is a device with its software: <device>_<unit>_<framework>-<version>_<precision>. A part of the
            id that names one platform alone is enough: --platform pixel4_gpu. Several stand with commas between.
            Pools are looked for in --pool DIR, $XDG_DATA_HOME/kernelcast/pool (~/.local/share/kernelcast/pool),
            ../share/kernelcast/pool beside the executable, and the executable's own resources.
            `kernelcast pool list` tells how well each does on held-out networks. In these pools:

            \(PoolBrowser(locations: PoolLocations()).ids.map { "  \($0)\n" }.joined())
            """
        case .rulesets:
            """
            A ruleset says which operators of a file a framework runs as one kernel. A platform names its own; `kernelcast
            kernels --ruleset NAME` shows what any of them forms, --explain with the rule behind each kernel, and
            --set NAME=VALUE gives a parameter. A file of your own serves too. Those that ship:

            \(KernelLister.rulesets.map { "  \($0)\n" }.joined())
            """
        case .statuses:
            """
            Each kernel of a report has a status:

              predicted     by a trained predictor, within the range that it was trained on
              extrapolated  by a trained predictor, outside that range
              fallback      no predictor for its type: what the platform's kernels take in the mean for their bytes and MACs
              zero-cost     a view that runs nothing
              unsupported   no estimate: the total is a lower bound, and says so

            """
        }
    }
}
