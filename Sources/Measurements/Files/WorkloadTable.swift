import KernelFormation

/// Workloads with their kernels and times in one table, so that what a platform was adapted to can be kept with it.
public enum WorkloadTable {
    /// A workload with its time; the standard deviation of its repeats over their mean, 0 where it is not told.
    public typealias Row = (workload: Workload, milliseconds: Double, repeatDeviation: Double)

    private static let titles = ["workload", "kind", "group", "milliseconds", "repeat_deviation", "count"]

    /// The table as CSV: a line a kernel.
    public static func text(_ measured: [Row]) -> String {
        var lines = [CSVTable.line(titles + KernelColumns.titles)]
        for (workload, milliseconds, repeatDeviation) in measured {
            for part in workload.parts {
                lines.append(
                    CSVTable.line(
                        [
                            workload.name, workload.kind.rawValue, workload.group, String(milliseconds),
                            String(repeatDeviation), String(part.count),
                        ] + KernelColumns.fields(of: part.kernel)))
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// Reads what `text` wrote: lines of one workload follow each other.
    public static func read(contentsOf path: String) throws(MeasurementError) -> [Row] {
        try read(try CSVTable(contentsOf: path))
    }

    static func read(_ table: CSVTable) throws(MeasurementError) -> [Row] {
        var places: [Int] = []
        for title in titles { places.append(try table.index(of: title)) }
        let kernels = try KernelColumns(table)
        var result: [Row] = []
        for row in table.rows {
            let (name, group) = (row.fields[places[0]], row.fields[places[2]])
            guard let kind = Workload.Kind(rawValue: row.fields[places[1]]) else {
                throw table.fault(
                    row, places[1], "expected block, kernel or network, found \"\(row.fields[places[1]])\"")
            }
            let part = Workload.Part(
                try kernels.kernel(row, of: table), count: try table.count(row, places[5]))
            if let last = result.last?.workload, last.name == name, last.kind == kind, last.group == group {
                result[result.count - 1].workload.parts.append(part)
            } else {
                result.append(
                    (
                        Workload(name: name, kind: kind, group: group, parts: [part]),
                        try table.positive(row, places[3]), try table.notNegative(row, places[4])
                    ))
            }
        }
        return result
    }
}
