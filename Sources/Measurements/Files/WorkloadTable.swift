import KernelFormation

/// Workloads with their kernels and times in one table, so that what a platform was adapted to can be kept with it.
public enum WorkloadTable {
    private static let titles = ["workload", "kind", "group", "milliseconds", "count"]

    /// The table as CSV: a line a kernel.
    public static func text(_ measured: [(workload: Workload, milliseconds: Double)]) -> String {
        var lines = [CSVTable.line(titles + KernelColumns.titles)]
        for (workload, milliseconds) in measured {
            for part in workload.parts {
                lines.append(
                    CSVTable.line(
                        [
                            workload.name, workload.kind.rawValue, workload.group, String(milliseconds),
                            String(part.count),
                        ] + KernelColumns.fields(of: part.kernel)))
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// Reads what `text` wrote: lines of one workload follow each other.
    public static func read(
        contentsOf path: String
    ) throws(MeasurementError) -> [(workload: Workload, milliseconds: Double)] {
        try read(try CSVTable(contentsOf: path))
    }

    static func read(_ table: CSVTable) throws(MeasurementError) -> [(workload: Workload, milliseconds: Double)] {
        var places: [Int] = []
        for title in titles { places.append(try table.index(of: title)) }
        let kernels = try KernelColumns(table)
        var result: [(workload: Workload, milliseconds: Double)] = []
        for row in table.rows {
            let (name, group) = (row.fields[places[0]], row.fields[places[2]])
            guard let kind = Workload.Kind(rawValue: row.fields[places[1]]) else {
                throw table.fault(
                    row, places[1], "expected block, kernel or network, found \"\(row.fields[places[1]])\"")
            }
            let part = Workload.Part(
                try kernels.kernel(row, of: table), count: try table.count(row, places[4]))
            if let last = result.last?.workload, last.name == name, last.kind == kind, last.group == group {
                result[result.count - 1].workload.parts.append(part)
            } else {
                result.append(
                    (Workload(name: name, kind: kind, group: group, parts: [part]), try table.positive(row, places[3])))
            }
        }
        return result
    }
}
