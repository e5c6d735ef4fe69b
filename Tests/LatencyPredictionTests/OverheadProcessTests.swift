import Glibc
import Testing

@testable import LatencyPrediction

@Suite struct OverheadProcessTests {
    /// Networks of 10 to 100 kernels, whose time beside the kernels is a and b a kernel, and c times their sum.
    private let places: [OverheadProcess.Place] = (1...12).map { index in
        let kernels = 10 + 7 * ((index * 5) % 12)
        let sum = 2 * Double((index * 7) % 12 + 1)
        let residual: Double = index.isMultiple(of: 3) ? 0.2 : 0
        return OverheadProcess.Place(kernels: kernels, sumMilliseconds: sum, residuals: [residual, 0])
    }

    private func time(_ place: OverheadProcess.Place, _ a: Double, _ b: Double, _ c: Double) -> Double {
        log(a + b * Double(place.kernels) + c * place.sumMilliseconds)
    }

    private func logarithms(_ a: Double, _ b: Double, _ c: Double) -> [Double] {
        [log(a), log(50 * b), log(c)]
    }

    @Test func aSourceFindsItsOwnParameters() {
        let found = OverheadProcess.fit(places, places.map { time($0, 2, 0.01, 1.2) })
        for place in places { #expect(abs(found.logarithm(place) - time(place, 2, 0.01, 1.2)) < 0.02) }
    }

    @Test func aFewNetworksTellANewPlatform() throws {
        let process = OverheadProcess(sources: [.init(logarithms: logarithms(1, 0.01, 1))])
        let plan = process.plan(5, of: places)
        #expect(Set(plan).count == 5)
        let without = places.map { place in
            var place = place
            place.residuals = [0, 0]
            return place
        }
        let posterior = try #require(
            process.condition(on: plan.map { without[$0] }, plan.map { time(places[$0], 3, 0.02, 1.1) }))
        for place in without {
            let prediction = posterior.predict(place)
            #expect(abs(prediction.logarithm - time(place, 3, 0.02, 1.1)) < 0.05)
            #expect(prediction.deviation < process.predict(place).deviation)
        }
    }

    @Test func whatASourceLeavesIsFollowed() throws {
        let process = OverheadProcess(sources: [.init(logarithms: logarithms(1, 0.01, 1))])
        let logarithms = places.map { time($0, 1, 0.01, 1) + $0.residuals[0] }
        let posterior = try #require(process.condition(on: Array(places[..<8]), Array(logarithms[..<8])))
        for index in 8..<12 { #expect(abs(posterior.predict(places[index]).logarithm - logarithms[index]) < 0.06) }
    }

    @Test func errorsBeyondExpectationWidenIntervals() throws {
        let process = OverheadProcess(sources: [.init(logarithms: logarithms(1, 0.01, 1))])
        let exact = places.map { time($0, 1, 0.01, 1) + $0.residuals[0] }
        let noisy = exact.enumerated().map { $1 + ($0.isMultiple(of: 2) ? 0.1 : -0.1) }
        #expect(try #require(process.condition(on: places, exact)).misfit < 1)
        #expect(try #require(process.condition(on: places, noisy)).misfit > 1)
        #expect(process.condition(on: [], []) == nil)
    }
}
