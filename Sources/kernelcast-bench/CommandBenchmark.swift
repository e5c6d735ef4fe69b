import Subprocess

/// The whole command as a user starts it, by `env`, whose own start counts as well.
struct CommandBenchmark {
    let executable: String
    let model: String
    let platform: String

    /// The median wall time from start to end.
    func seconds() async throws -> Double {
        let clock = ContinuousClock()
        var times: [Duration] = []
        for _ in 0..<21 {
            let start = clock.now
            _ = try await run(
                .name("env"), arguments: [executable, "predict", model, "--platform", platform], output: .discarded)
            times.append(clock.now - start)
        }
        return times.sorted()[times.count / 2] / .seconds(1)
    }
}
