public import JSONText

/// Two reports side by side: two models, one model on two platforms, or one at two times.
public struct Comparison: Listing, Sendable, Hashable {
    /// A kernel of the one, of the other, or the same of both.
    struct Row: Sendable, Hashable {
        var before: ReportSummary.Kernel?
        var after: ReportSummary.Kernel?

        /// How much longer the second takes.
        var difference: Double { (after?.milliseconds ?? 0) - (before?.milliseconds ?? 0) }

        /// `same`, `slower`, `faster`, `changed`, `added` or `removed`.
        var change: String {
            guard let before else { return "added" }
            guard let after else { return "removed" }
            guard before.type == after.type, before.configuration == after.configuration else { return "changed" }
            return difference == 0 ? "same" : difference > 0 ? "slower" : "faster"
        }
    }

    public let before: ReportSummary
    public let after: ReportSummary
    let rows: [Row]

    /// Kernels stand side by side that are alike, in the order of both; between those, kernels of one type.
    public init(_ before: ReportSummary, _ after: ReportSummary) {
        self.before = before
        self.after = after
        rows = Self.aligned(before, after)
    }

    /// By how much the second is slower, as a part of the first.
    public var slowdown: Double {
        before.latencyMilliseconds > 0 ? after.latencyMilliseconds / before.latencyMilliseconds - 1 : 0
    }

    private static func aligned(_ before: ReportSummary, _ after: ReportSummary) -> [Row] {
        // Of one model the nodes tell what is the same; of two the configuration does.
        let isOneModel = before.digest == after.digest
        let key = { (kernel: ReportSummary.Kernel) -> [JSONValue] in
            isOneModel && !kernel.nodes.isEmpty
                ? kernel.nodes.map(JSONValue.integer) : [.string(kernel.type), kernel.configuration]
        }
        let (old, new) = (before.kernels, after.kernels)
        let changes = new.map(key).difference(from: old.map(key))
        var removed = Array(repeating: false, count: old.count)
        var inserted = Array(repeating: false, count: new.count)
        for change in changes {
            switch change {
            case .remove(let offset, _, _): removed[offset] = true
            case .insert(let offset, _, _): inserted[offset] = true
            }
        }
        var rows: [Row] = []
        var (first, second) = (0, 0)
        while first < old.count || second < new.count {
            let firstEnd = removed[first...].firstIndex(of: false) ?? old.count
            let secondEnd = inserted[second...].firstIndex(of: false) ?? new.count
            rows += paired(Array(old[first..<firstEnd]), Array(new[second..<secondEnd]))
            (first, second) = (firstEnd, secondEnd)
            guard first < old.count, second < new.count else { continue }
            rows.append(Row(before: old[first], after: new[second]))
            (first, second) = (first + 1, second + 1)
        }
        return rows
    }

    /// Pairs kernels of one type in their order; what is left over was removed or added.
    private static func paired(_ old: [ReportSummary.Kernel], _ new: [ReportSummary.Kernel]) -> [Row] {
        var rows: [Row] = []
        var next = 0
        for kernel in old {
            if let match = new[next...].firstIndex(where: { $0.type == kernel.type }) {
                rows += new[next..<match].map { Row(before: nil, after: $0) }
                rows.append(Row(before: kernel, after: new[match]))
                next = match + 1
            } else {
                rows.append(Row(before: kernel, after: nil))
            }
        }
        return rows + new[next...].map { Row(before: nil, after: $0) }
    }

    /// {schema "kernelcast/comparison/1", before, after, difference_ms, slowdown, kernels}
    public var json: JSONValue {
        .object([
            .init("schema", .string("kernelcast/comparison/1")), .init("before", before.json),
            .init("after", after.json),
            .init("difference_ms", .number(after.latencyMilliseconds - before.latencyMilliseconds)),
            .init("slowdown", .number(slowdown)),
            .init(
                "kernels",
                .array(
                    rows.map { row in
                        .object([
                            .init("change", .string(row.change)), .init("before", row.before?.json ?? .null),
                            .init("after", row.after?.json ?? .null), .init("difference_ms", .number(row.difference)),
                        ])
                    })),
        ])
    }

    public var table: String { table(.plain) }

    /// The comparison as a terminal shows it: the totals, then what differs, the greatest difference first.
    public func table(_ style: TerminalStyle) -> String {
        var table = TextTable([
            ("change", .left), ("ms", .right), ("before", .right), ("after", .right), ("kernel", .left),
            ("configuration", .left), ("node", .left),
        ])
        for row in differing {
            let color: TerminalStyle.Color? = row.difference > 0 ? .bad : row.difference < 0 ? .good : nil
            table.add(cells(of: row), colors: [0: color ?? .quiet, 1: color ?? .quiet])
        }
        let slower = style.colored(total, slowdown > 0 ? .bad : .good)
        let heading = """
            before: \(before.title)
            after:  \(after.title)
            \(slower); \(counts)

            """
        return heading + (differing.isEmpty ? "" : "\n" + table.text(style))
    }

    /// The comparison for a pull request.
    public var markdown: String {
        var text = """
            ### \(total)

            | | model | platform | ms | 90 % interval |
            |---|---|---|--:|---|
            \(before.markdownRow("before"))
            \(after.markdownRow("after"))

            \(counts)


            """
        guard !differing.isEmpty else { return text }
        text += "| change | ms | before | after | kernel | configuration | node |\n|---|--:|--:|--:|---|---|---|\n"
        for row in differing.prefix(20) {
            text += "| " + cells(of: row).map(\.markdown).joined(separator: " | ") + " |\n"
        }
        if differing.count > 20 { text += "\nand \(differing.count - 20) more.\n" }
        return text
    }

    /// Rows that are not the same in both, the greatest difference first.
    private var differing: [Row] {
        rows.enumerated().filter { $0.element.change != "same" }.sorted {
            (abs($1.element.difference), $0.offset) < (abs($0.element.difference), $1.offset)
        }.map(\.element)
    }

    private var total: String {
        let difference = after.latencyMilliseconds - before.latencyMilliseconds
        let part = abs(slowdown).percent
        return difference == 0
            ? "no difference"
            : "\(difference > 0 ? "slower" : "faster") by \(abs(difference).milliseconds) ms (\(part))"
    }

    private var counts: String {
        let names = ["same", "slower", "faster", "changed", "added", "removed"]
        let counts = Dictionary(grouping: rows, by: \.change).mapValues(\.count)
        return names.compactMap { name in counts[name].map { "\($0) \(name)" } }.joined(separator: ", ")
    }

    private func cells(of row: Row) -> [String] {
        let kernel = row.after ?? row.before
        let sign = row.difference > 0 ? "+" : ""
        let summary =
            row.change == "changed"
            ? "\(row.before?.summary ?? "") ⇒ \(row.after?.summary ?? "")" : kernel?.summary ?? ""
        return [
            row.change, sign + row.difference.milliseconds,
            row.before.map { $0.milliseconds?.milliseconds ?? "?" } ?? "",
            row.after.map { $0.milliseconds?.milliseconds ?? "?" } ?? "", kernel?.type ?? "", summary,
            kernel?.name ?? "",
        ]
    }
}

extension ReportSummary {
    fileprivate var title: String {
        "\(model) on \(platform): \(latencyMilliseconds.milliseconds) ms "
            + "(90 % interval \(lowMilliseconds.milliseconds) to \(highMilliseconds.milliseconds) ms)"
    }

    fileprivate func markdownRow(_ name: String) -> String {
        "| \(name) | \(model.markdown) | \(platform.markdown) | \(latencyMilliseconds.milliseconds) | "
            + "\(lowMilliseconds.milliseconds) to \(highMilliseconds.milliseconds) |"
    }

    fileprivate var json: JSONValue {
        .object([
            .init("model", .string(model)), .init("platform", .string(platform)), .init("digest", .string(digest)),
            .init("latency_ms", .number(latencyMilliseconds)), .init("latency_low_ms", .number(lowMilliseconds)),
            .init("latency_high_ms", .number(highMilliseconds)), .init("overhead_ms", .number(overheadMilliseconds)),
        ])
    }
}

extension ReportSummary.Kernel {
    fileprivate var json: JSONValue {
        .object([
            .init("type", .string(type)), .init("config", configuration), .init("node", .string(name)),
            .init("latency_ms", milliseconds.json),
        ])
    }
}
