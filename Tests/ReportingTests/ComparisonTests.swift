import GraphIR
import JSONText
import KernelFormation
import LatencyPrediction
import Reporting
import Testing

@Suite struct ComparisonTests {
    /// A report of convolutions with these output channels and milliseconds.
    private static func report(_ kernels: [(channels: Int, milliseconds: Double)], digest: String) throws
        -> ReportSummary
    {
        var report = LatencyReportTests.report
        report.model.digest = digest
        report.kernels = kernels.enumerated().map { index, kernel in
            var row = LatencyReportTests.report.kernels[0]
            row.index = index
            row.nodes[0].index = index
            row.kernel.configuration.outputChannels = kernel.channels
            row.prediction?.latencyMilliseconds = kernel.milliseconds
            return row
        }
        report.latencyMilliseconds = kernels.reduce(0) { $0 + $1.milliseconds }
        return try ReportSummary(report)
    }

    private static func changes(_ comparison: Comparison) throws -> [String] {
        try JSONReader(comparison.json).member("kernels").elements().map { try $0.member("change").string() }
    }

    @Test func kernelsOfTwoModelsAreMatchedByConfiguration() throws {
        let comparison = Comparison(
            try Self.report([(8, 1), (16, 2), (32, 3)], digest: "a"),
            try Self.report([(8, 1), (32, 4), (64, 1)], digest: "b"))
        #expect(try Self.changes(comparison) == ["same", "removed", "slower", "added"])
        #expect(comparison.slowdown == 0)
    }

    @Test func kernelsInTheSamePlaceOfOneTypeAreChanged() throws {
        let comparison = Comparison(
            try Self.report([(8, 1), (16, 2), (32, 3)], digest: "a"),
            try Self.report([(8, 1), (24, 1), (32, 3)], digest: "b"))
        #expect(try Self.changes(comparison) == ["same", "changed", "same"])
        #expect(comparison.table.contains("faster by 1.00 ms (16.7 %)"))
    }

    @Test func kernelsOfOneModelAreMatchedByTheirNodes() throws {
        let comparison = Comparison(
            try Self.report([(8, 1), (8, 2)], digest: "a"), try Self.report([(8, 3), (8, 1)], digest: "a"))
        #expect(try Self.changes(comparison) == ["slower", "faster"])
    }

    @Test func whatIsNoReportIsRefusedWithItsPlace() throws {
        #expect(throws: JSONError("expected a member \"schema\", found none")) {
            try ReportSummary(JSONReader(.object([])))
        }
        #expect(throws: JSONError("expected \"kernelcast/report/1\", found \"x\"", at: "schema")) {
            try ReportSummary(JSONReader(.object([.init("schema", .string("x"))])))
        }
    }
}
