import LatencyPrediction
import Reporting
import Testing

@Suite struct TransferGridListingTests {
    private static func evaluation(
        _ samples: Int, _ method: TransferEvaluation.Method, _ parts: [String: (Double, Double)]
    ) -> TransferEvaluation {
        TransferEvaluation(
            cases: "new", samples: samples, method: method,
            targets: parts.map { platform, within in
                .init(
                    platform: platform,
                    accuracy: Accuracy(
                        count: 10, within5: within.0, within10: within.1, meanRelativeError: 0.05,
                        rootMeanSquareMilliseconds: 1), coverage: nil)
            })
    }

    @Test func platformsStandSideBySideAndTheCeilingOnce() {
        let listing = TransferGridListing(
            targets: ["b", "a"],
            evaluations: [
                Self.evaluation(3, .kernelcast, ["a": (0.5, 0.75), "b": (0.25, 1)]),
                Self.evaluation(3, .ceiling, ["a": (1, 1), "b": (0.9, 1)]),
                Self.evaluation(10, .kernelcast, ["a": (0.6, 0.8)]),
                Self.evaluation(10, .ceiling, ["a": (1, 1), "b": (0.9, 1)]),
            ])
        #expect(
            listing.table == """
                cases  samples  % within ±10 % (±5 %)             b              a
                new          3  kernelcast             100.0 (25.0)    75.0 (50.0)
                new        all  ceiling                100.0 (90.0)  100.0 (100.0)
                new         10  kernelcast                             80.0 (60.0)

                """)
    }
}
