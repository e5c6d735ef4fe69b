import KernelFormation
import Testing

@testable import Measurements

@Suite struct OperatorBenchmarkTests {
    static let header = "kernel,block,hw,cin,cout,k,stride,mflops,mparams,latency_ms\n"

    private func read(_ rows: String) throws(MeasurementError) -> MeasurementTable {
        try OperatorBenchmark.pixel4(try CSVTable(Array((Self.header + rows).utf8), file: "ops.csv"))
    }

    @Test func readsOperatorsWithTheirTimes() throws {
        let table = try read(
            """
            conv-bn-relu,0,224,3,16,3,2,5.6,0.0004,0.752
            dwconv-bn-relu,1,56,72,72,5,2,1,1,0.25
            add,2,28,40,40,,,,,0.1
            fc,3,,1280,1000,,,,,0.5

            """)
        #expect(table.columns.map(\.device) == ["pixel4"])
        #expect(table.columns[0].precision == "int8")
        #expect(table.columns[0].milliseconds == [0.752, 0.25, 0.1, 0.5])
        let kernels = table.workloads.map(\.parts[0].kernel)
        #expect(kernels.map(\.type) == [.conv, .dwconv, .add, .fc])
        #expect(kernels[0].configuration.multiplyAccumulates == 112 * 112 * 27 * 16)
        #expect(kernels[1].configuration.groups == 72)
        #expect(kernels[3].configuration.parameters == 1_281_000)
    }

    static let malformed: [(row: String, message: String)] = [
        ("lstm,0,1,1,1,1,1,1,1,1", "ops.csv: line 2: column \"kernel\": expected a kernel of nn-Meter, found \"lstm\""),
        (
            "add,0,0,1,1,1,1,1,1,1",
            "ops.csv: line 2: column \"hw\": expected a whole number from 1 to 65536, found \"0\""
        ),
        ("add,0,7,1,1,1,1,1,1,nan", "ops.csv: line 2: column \"latency_ms\": expected a number above 0, found \"nan\""),
        ("add,0,7,1,1,1,1,1,1,-2", "ops.csv: line 2: column \"latency_ms\": expected a number above 0, found \"-2\""),
    ]

    @Test(arguments: malformed) func tellsWhatIsWrongAndWhere(row: String, message: String) {
        let error = #expect(throws: MeasurementError.self) { try read("\(row)\n") }
        #expect(error?.description == message)
    }
}

@Suite struct PaddleBenchmarkTests {
    private static let header = "op_type\t855\tus\n"

    @Test func readsConvolutions() throws {
        let table = try PaddleBenchmark.snapdragon855(
            Self.header + "conv,0,0,1,8,320,320,16,1,3,1,2,1\t1053\nconv,0,0,1,8,320,320,8,8,3,1,1,1\t500\n")
        #expect(table.workloads.map(\.parts[0].kernel.type) == [.conv, .dwconv])
        #expect(table.workloads[0].parts[0].kernel.configuration.multiplyAccumulates == 160 * 160 * 9 * 8 * 16)
        #expect(table.columns[0].milliseconds == [1.053, 0.5])
    }

    static let malformed: [(line: String, message: String)] = [
        (
            "conv,0,0,1,8,320,320,8,3,3,1,1,1\t500",
            "latency_855.txt: line 2: expected conv and 12 sizes, found \"conv,0,0,1,8,320,320,8,3,3,1,1,1\""
        ),
        (
            "pool,0\t500", "latency_855.txt: line 2: expected conv and 12 sizes, found \"pool,0\""
        ),
        (
            "conv,0",
            "latency_855.txt: line 2: expected a configuration, a tab and microseconds above 0, found \"conv,0\""
        ),
        (
            "conv\t-1",
            "latency_855.txt: line 2: expected a configuration, a tab and microseconds above 0, found \"conv\t-1\""
        ),
    ]

    @Test(arguments: malformed) func tellsWhatIsWrongAndWhere(line: String, message: String) {
        let error = #expect(throws: MeasurementError.self) {
            try PaddleBenchmark.snapdragon855(Self.header + line + "\n")
        }
        #expect(error?.description == message)
    }
}
