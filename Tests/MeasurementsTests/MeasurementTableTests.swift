import Testing

@testable import Measurements

@Suite struct MeasurementTableTests {
    private func table(_ names: [String], on columns: [MeasurementTable.Column]) -> MeasurementTable {
        MeasurementTable(
            source: .init(address: "", commit: "", licence: "", citation: ""),
            workloads: names.map { Workload(name: $0, kind: .network, group: "network", parts: []) }, columns: columns)
    }

    private func column(
        _ device: String, _ milliseconds: [Double?], _ repeatDeviations: [Double]
    ) -> MeasurementTable.Column {
        .init(
            device: device, processor: "", unit: "cpu-1large", threads: 1, framework: "tflite",
            frameworkVersion: "2.10",
            precision: "fp32", milliseconds: milliseconds, repeatDeviations: repeatDeviations)
    }

    @Test func platformsOfTwoTablesKeepWhatEachMeasured() {
        let first = table(
            ["a", "b"], on: [column("phone", [1, 2], [0.1, 0.2]), column("tablet", [3, nil], [0.3, 0])])
        let second = table(["c"], on: [column("phone", [4], [0.4]), column("watch", [5], [0.5])])
        let joined = first.appending(second)
        #expect(joined.workloads.map(\.name) == ["a", "b", "c"])
        #expect(joined.columns.map(\.device) == ["phone", "tablet", "watch"])
        #expect(joined.columns.map(\.milliseconds) == [[1, 2, 4], [3, nil, nil], [nil, nil, 5]])
        #expect(joined.columns.map(\.repeatDeviations) == [[0.1, 0.2, 0.4], [0.3, 0, 0], [0, 0, 0.5]])
    }
}
