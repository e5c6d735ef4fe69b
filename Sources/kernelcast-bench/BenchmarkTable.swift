/// Ours and the peer's seconds, and how many times faster ours is.
struct BenchmarkTable {
    private(set) var text = ""

    /// Adds a line; the peer's part is left out where it could not be run.
    mutating func add(_ what: String, _ seconds: Double, peer: String, _ peerSeconds: Double?) {
        text += "\(what): \(Self.duration(seconds))"
        if let peerSeconds {
            text +=
                "; \(peer): \(Self.duration(peerSeconds)); \((peerSeconds / seconds * 10).rounded() / 10) times faster"
        } else {
            text += "; \(peer): not installed"
        }
        text += "\n"
    }

    /// Adds a line that has no peer.
    mutating func add(_ what: String, _ seconds: Double) { text += "\(what): \(Self.duration(seconds))\n" }

    private static func duration(_ seconds: Double) -> String {
        let steps: [(size: Double, unit: String)] = [(1, "s"), (1e-3, "ms"), (1e-6, "µs")]
        let (size, unit) = steps.first { seconds >= $0.size } ?? (1e-9, "ns")
        return "\((seconds / size * 100).rounded() / 100) \(unit)"
    }
}

/// The median of several runs, in seconds.
func medianSeconds(runs: Int, _ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    var times: [Duration] = []
    for _ in 0..<runs { times.append(try clock.measure(body)) }
    return times.sorted()[runs / 2] / .seconds(1)
}
