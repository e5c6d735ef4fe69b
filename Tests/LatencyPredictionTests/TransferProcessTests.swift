import Testing

@testable import LatencyPrediction

@Suite struct TransferProcessTests {
    /// Places on a line, which two sources tell apart by the slope between them.
    private func place(_ x: Double, group: String = "a", novelty: Double = 0) -> TransferProcess.Place {
        TransferProcess.Place(
            forecasts: [x - 0.1 * x, x + 0.1 * x], descriptor: Descriptor(values: [x]), group: group, novelty: novelty)
    }

    private let positions = [0.0, 0.4, 0.9, 1.5, 2.2, 3.0]

    @Test func aPlatformThatIsAFactorSlowerIsTakenForOne() throws {
        let samples = positions.map { place($0) }
        let posterior = try #require(
            TransferProcess(centeredOn: samples).condition(on: samples, positions.map { $0 + 0.5 }))
        for x in [0.2, 1.1, 2.9] { #expect(abs(posterior.predict(place(x)).logarithm - x - 0.5) < 0.01) }
    }

    @Test func aPlatformThatFollowsOneSourceIsTakenForIt() throws {
        let samples = positions.map { place($0) }
        let posterior = try #require(
            TransferProcess(centeredOn: samples).condition(on: samples, positions.map { 1.1 * $0 }))
        #expect(abs(posterior.predict(place(4)).logarithm - 4.4) < 0.05)
    }

    @Test func theMeanLeansToTheSourceThatComesClosest() throws {
        let samples = positions.map { place($0) }
        var process = TransferProcess(centeredOn: samples)
        // Nothing else may follow a source.
        process.deviations.source = 0
        process.deviations.slope = 0
        process.deviations.bend = 0
        let logarithms = positions.map { 0.5 + 1.1 * $0 }
        let plain = try #require(process.condition(on: samples, logarithms)).predict(place(5)).logarithm
        let leaning = try #require(process.leaning(to: samples, logarithms).condition(on: samples, logarithms))
        #expect(abs(plain - 6) > 0.25)
        #expect(abs(leaning.predict(place(5)).logarithm - 6) < 0.05)
        #expect(leaning.means([place(5)]) == [leaning.predict(place(5)).logarithm])
    }

    @Test func whatNetworksSeeIsWeighedAnew() throws {
        /// Places that the networks of two sources tell apart, though sources forecast the same.
        func place(_ x: Double, seen: Double) -> TransferProcess.Place {
            TransferProcess.Place(
                forecasts: [x, x], descriptor: Descriptor(values: [x]), group: "a", novelty: 0,
                leverages: [[seen, 0], [0.1, seen]])
        }
        let seen = [0.2, 0, 0, 0.2, 0, 0.2]
        let samples = zip(positions, seen).map { place($0, seen: $1) }
        let process = TransferProcess(centeredOn: samples)
        let posterior = try #require(
            process.condition(on: samples, zip(positions, seen).map { $0 + 0.5 * $1 }))
        #expect(abs(posterior.predict(place(1.2, seen: 0)).logarithm - 1.2) < 0.01)
        #expect(abs(posterior.predict(place(1.2, seen: 0.2)).logarithm - 1.3) < 0.01)
        let without = try #require(process.condition(on: samples, positions))
        #expect(
            without.predict(place(1.2, seen: 2)).deviation > without.predict(place(1.2, seen: 0)).deviation + 0.1)
    }

    @Test func anOutlierHardlyCounts() throws {
        let samples = positions.map { place($0) }
        var logarithms = positions
        logarithms[2] += 1
        let posterior = try #require(TransferProcess(centeredOn: samples).condition(on: samples, logarithms))
        #expect(abs(posterior.predict(place(1.2)).logarithm - 1.2) < 0.05)
    }

    @Test func aMeasurementWhoseRepeatsScatterCountsLess() throws {
        var samples = positions.map { place($0) }
        var logarithms = positions
        logarithms[2] += 0.05
        let process = TransferProcess(centeredOn: samples)
        let sure = try #require(process.condition(on: samples, logarithms))
        samples[2].repeatDeviation = 0.2
        let unsure = try #require(process.condition(on: samples, logarithms))
        #expect(abs(unsure.predict(place(0.9)).logarithm - 0.9) < abs(sure.predict(place(0.9)).logarithm - 0.9) / 2)
        #expect(unsure.measurements([place(2)], threads: 1)[0].deviation > 0.14)
        #expect(sure.measurements([place(2)], threads: 1)[0].deviation < 0.14)
    }

    @Test func intervalsWidenWithDistanceAndNovelty() throws {
        let samples = positions.map { place($0) }
        let posterior = try #require(TransferProcess(centeredOn: samples).condition(on: samples, positions))
        let near = posterior.predict(place(1.2)).deviation
        #expect(posterior.predict(place(8)).deviation > near)
        #expect(posterior.predict(place(1.2, novelty: 1)).deviation > near)
        #expect(posterior.predict(place(1.2, group: "b")).deviation > near)
    }

    @Test func workThatNoSourceTriedWidensIntervals() throws {
        let samples = positions.map { place($0) }
        let posterior = try #require(TransferProcess(centeredOn: samples).condition(on: samples, positions))
        var strange = place(1.2)
        strange.untried = 0.5
        let intervals = posterior.intervals([place(1.2), strange], threads: 1)
        #expect(intervals[0].logarithm == intervals[1].logarithm)
        #expect(intervals[1].width > 1.645 * 0.475)
    }

    @Test func severalCoresScatterMoreThanOne() throws {
        let samples = positions.map { place($0) }
        let posterior = try #require(TransferProcess(centeredOn: samples).condition(on: samples, positions))
        let widths = [0, 1, 4].map { posterior.intervals([place(2)], threads: $0)[0].width }
        #expect(widths[0] == widths[1], "a GPU counts as one")
        #expect(abs(widths[2] / widths[1] - 1.5157) < 1e-3, "4^0.3")
    }

    @Test func leavingOneOutEqualsConditioningOnTheOthers() throws {
        let samples = positions.map { place($0) }
        let logarithms = [0.01, 0.42, 0.88, 1.51, 2.18, 3.02]
        let process = TransferProcess(centeredOn: samples)
        let left = process.leaveOneOut(samples, logarithms)
        for index in samples.indices {
            let others = samples.indices.filter { $0 != index }
            let posterior = try #require(
                process.condition(on: others.map { samples[$0] }, others.map { logarithms[$0] }))
            let expected = posterior.predict(samples[index])
            #expect(abs(left[index].logarithm - expected.logarithm) < 1e-6)
            #expect(abs(left[index].deviation - expected.deviation) < 1e-6)
        }
    }

    @Test func aPlanSpreadsAndMeasuresNothingTwice() {
        let candidates = (0..<30).map { place(0.1 * Double($0)) } + [place(9, group: "b")]
        let plan = TransferProcess(centeredOn: candidates).plan(5, of: candidates, references: candidates)
        #expect(Set(plan).count == 5)
        #expect(plan.contains(30), "the only one of its group")
        let three = plan.filter { $0 < 30 }
        #expect((three.max() ?? 0) - (three.min() ?? 0) > 10)
        #expect(TransferProcess(centeredOn: candidates).plan(50, of: candidates, references: candidates).count == 31)
    }
}

@Suite struct SquareMatrixTests {
    static let matrix: [Double] = [4, 2, 0.6, 2, 5, 1, 0.6, 1, 3]

    @Test func choleskySolvesAndInverts() throws {
        var a = SquareMatrix(size: 3)
        a.elements = Self.matrix
        let factor = try #require(Cholesky(a))
        let x = factor.solve([1, 2, 3])
        for (row, value) in a.multiplied(by: x).enumerated() { #expect(abs(value - Double(row + 1)) < 1e-12) }
        let identity = a.multiplied(by: factor.inverse())
        for index in 0..<9 { #expect(abs(identity.elements[index] - (index % 4 == 0 ? 1 : 0)) < 1e-12) }
    }

    @Test func whatIsNotPositiveDefiniteHasNoFactor() {
        var a = SquareMatrix(size: 2)
        a.elements = [1, 2, 2, 1]
        #expect(Cholesky(a) == nil)
    }
}
