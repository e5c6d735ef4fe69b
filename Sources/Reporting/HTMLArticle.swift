import GraphIR
import KernelFormation
import LatencyPrediction

/// What a page says of one model on its platforms.
struct HTMLArticle {
    private let reports: [LatencyReport]
    /// The number of the first report on the page, which makes ids unique.
    private let firstNumber: Int
    /// The kernel types that have a colour of their own, those that take longest first.
    private let coloredTypes: [String]

    /// A page has colours for so many types; the last is for all others.
    private static let colorCount = 7

    /// - Parameter reports: of one model; at least one.
    init(reports: [LatencyReport], firstNumber: Int) {
        self.reports = reports
        self.firstNumber = firstNumber
        coloredTypes = Self.merged(reports.map(\.typeGroups)).sorted {
            $1.milliseconds.reduce(0, +) < $0.milliseconds.reduce(0, +)
        }.prefix(Self.colorCount - 1).map(\.name)
    }

    var html: HTML {
        guard let model = reports.first?.model else { return "" }
        return """
            <article aria-label="\(model.path)">
            <h2>\(model.path)</h2>
            <p class="quiet">\(model.format), \(model.producer.isEmpty ? "unknown producer" : model.producer); \
            \(model.nodes) nodes, \(model.multiplyAccumulates.scaled) MACs, \(model.parameters.scaled) parameters; \
            digest <code>\(model.digest)</code></p>
            \(overview)<div class="panels">
            \(groups("Time by kernel type", "type", reports.map(\.typeGroups), areColored: true))\
            \(groups("Time by stage, the height and width of what kernels write", "stage", reports.map(\.stageGroups)))\
            </div>
            \(reports.enumerated().map { section($1, number: firstNumber + $0) }.joined())</article>

            """
    }

    private var overview: HTML {
        let longest = reports.map(\.highMilliseconds).max() ?? 0
        let rows = reports.enumerated().map { index, report -> HTML in
            let low = Self.percent(report.lowMilliseconds, of: longest)
            let width = Self.percent(report.highMilliseconds - report.lowMilliseconds, of: longest)
            return """
                <tr><th scope="row"><a href="#r\(firstNumber + index)">\(report.platform.id)</a></th>\
                <td class="n total">\(report.isComplete ? "" : "≥ ")\(report.latencyMilliseconds.milliseconds) ms</td>\
                <td class="n">\(report.lowMilliseconds.milliseconds) – \(report.highMilliseconds.milliseconds)</td>\
                <td class="bar" aria-hidden="true">\
                <i style="width:\(Self.percent(report.latencyMilliseconds, of: longest))%"></i>\
                <b style="margin-left:\(low)%;width:\(width)%"></b></td>\
                <td class="n">\(report.kernels.count)</td><td class="n">\(report.kernelMilliseconds.milliseconds)</td>\
                <td class="n">\(report.overheadMilliseconds.milliseconds)</td>\
                <td class="n">\(report.coverage.latency.percent)</td>\
                <td>\(report.ruleset.id) \(report.ruleset.version)</td></tr>

                """
        }
        return """
            <div class="scroll" tabindex="0" role="region" aria-label="platforms"><table>
            <caption>Latency by platform; the thin line is the interval</caption>
            <thead><tr><th scope="col">platform</th><th scope="col" class="n">latency</th>\
            <th scope="col" class="n">interval, ms</th><th scope="col"><span class="quiet">0 to \
            \(longest.milliseconds) ms</span></th><th scope="col" class="n">kernels</th>\
            <th scope="col" class="n">their sum, ms</th><th scope="col" class="n">overhead, ms</th>\
            <th scope="col" class="n">by trained predictors</th><th scope="col">ruleset</th></tr></thead>
            <tbody>
            \(rows.joined())</tbody></table></div>

            """
    }

    /// A table of groups with columns for each platform.
    private func groups(
        _ caption: String, _ title: String, _ groups: [[KernelGroup]], areColored: Bool = false
    ) -> HTML {
        let merged = Self.merged(groups)
        let totals = reports.map(\.kernelMilliseconds)
        let rows = merged.map { group -> HTML in
            let cells = zip(group.milliseconds, totals).map { milliseconds, total -> HTML in
                """
                <td class="n">\(milliseconds.milliseconds)</td>\
                <td class="bar" title="\((total > 0 ? milliseconds / total : 0).percent)"><i \
                class="\(areColored ? color(of: group.name) : "c0")" \
                style="width:\(Self.percent(milliseconds, of: total))%"></i></td>
                """
            }
            return """
                <tr><th scope="row">\(group.name)</th><td class="n">\(group.count)</td>\(cells.joined())</tr>

                """
        }
        let heads = reports.map { report -> HTML in
            """
            <th scope="col" class="n">ms\(reports.count > 1 ? " on \(report.platform.device)" : "")</th>\
            <th scope="col">share</th>
            """
        }
        return """
            <div class="scroll" tabindex="0" role="region" aria-label="\(caption)"><table>
            <caption>\(caption)</caption>
            <thead><tr><th scope="col">\(title)</th><th scope="col" class="n">kernels</th>\(heads.joined())</tr></thead>
            <tbody>
            \(rows.joined())</tbody></table></div>

            """
    }

    private func section(_ report: LatencyReport, number: Int) -> HTML {
        let notes = report.diagnostics.map { diagnostic -> HTML in
            "<li class=\"\(diagnostic.severity.rawValue)\">\(diagnostic.line)</li>\n"
        }
        let list: HTML = notes.isEmpty ? "" : "<h3>Diagnostics</h3>\n<ul>\n\(notes.joined())</ul>\n"
        let coverage = report.coverage
        return """
            <section id="r\(number)" aria-label="\(report.platform.id)">
            <h2>\(report.platform.id): \(report.isComplete ? "" : "at least ")\
            \(report.latencyMilliseconds.milliseconds) ms</h2>
            <p class="quiet">Trained predictors cover \(coverage.kernels.percent) of the kernels, \
            \(coverage.multiplyAccumulates.percent) of the MACs and \(coverage.latency.percent) of the kernels' \
            time.</p>
            \(list)<div class="panels">
            <div>\(heaviest(report))</div>
            <div>\(HTMLRoofline(report: report, color: color).html)</div>
            </div>
            \(timeline(report))\(kernels(report, number: number))</section>

            """
    }

    private func heaviest(_ report: LatencyReport) -> HTML {
        let total = report.kernelMilliseconds
        let rows = report.heaviest(10).map { row -> HTML in
            """
            <tr><td class="n">\(row.index)</td><td><span class="mark \(color(of: row.kernel.type.rawValue))"></span>\
            \(row.kernel.type.rawValue)</td><td class="n">\(row.prediction?.latencyMilliseconds?.milliseconds ?? "?")\
            </td><td class="n">\(row.share(ofTotal: total)?.percent ?? "")</td>\
            <td class="nodes">\(row.nodesText)</td></tr>

            """
        }
        return """
            <h3>Heaviest kernels</h3>
            <div class="scroll" tabindex="0" role="region" aria-label="heaviest kernels"><table>
            <thead><tr><th scope="col" class="n">#</th><th scope="col">kernel</th><th scope="col" class="n">ms</th>\
            <th scope="col" class="n">share</th><th scope="col">nodes</th></tr></thead>
            <tbody>
            \(rows.joined())</tbody></table></div>
            """
    }

    /// A bar per kernel in the order of execution, as high as it takes long.
    private func timeline(_ report: LatencyReport) -> HTML {
        let longest = report.kernels.compactMap { $0.prediction?.latencyMilliseconds }.max() ?? 0
        let bars = report.kernels.map { row -> HTML in
            let latency = row.prediction?.latencyMilliseconds ?? 0
            let height = longest > 0 ? latency / longest * 100 : 0
            guard height > 0 else { return "" }
            return """
                <rect class="\(color(of: row.kernel.type.rawValue))" x="\(row.index)" \
                y="\((100 - height).text(decimals: 1))" width=".8" height="\(height.text(decimals: 1))"><title>\
                \(row.index) \(row.kernel.type.rawValue) \(latency.milliseconds) ms</title></rect>
                """
        }
        let hasOthers = report.kernels.contains { !coloredTypes.contains($0.kernel.type.rawValue) }
        let legend = (coloredTypes + (hasOthers ? ["others"] : [])).map { type -> HTML in
            "<span class=\"mark \(color(of: type))\"></span>\(type) "
        }
        return """
            <h3>Kernels in execution order, the highest \(longest.milliseconds) ms</h3>
            <svg class="timeline" role="img" aria-label="a bar for each of \(report.kernels.count) kernels, the highest \
            \(longest.milliseconds) ms; the table below has the numbers" viewBox="0 0 \
            \(max(report.kernels.count, 1)) 100" preserveAspectRatio="none">\(bars.joined())</svg>
            <p class="quiet">\(legend.joined())</p>

            """
    }

    private func kernels(_ report: LatencyReport, number: Int) -> HTML {
        let total = report.kernelMilliseconds
        let rows = report.kernels.map { row -> HTML in
            let prediction = row.prediction
            let configuration = row.kernel.configuration
            let status = prediction?.status.rawValue ?? ""
            let interval = LatencyReport.interval(prediction?.lowMilliseconds, prediction?.highMilliseconds)
            return """
                <tr><td class="n">\(row.index)</td><td>\(row.kernel.type.rawValue)</td>\
                <td class="n">\(prediction?.latencyMilliseconds?.milliseconds ?? "?")</td><td class="n">\(interval)</td>\
                <td class="n">\(row.share(ofTotal: total)?.percent ?? "")</td>\
                <td class="n" data-v="\(configuration.multiplyAccumulates)">\(configuration.multiplyAccumulates.scaled)\
                </td><td class="\(status)">\(status)</td><td>\(configuration.summary(of: row.kernel.type))</td>\
                <td class="nodes">\(Self.nodes(of: row))</td></tr>

                """
        }
        return """
            <h3>All kernels</h3>
            <label class="search" id="k\(number)-search" hidden>Search kernels, configurations and nodes \
            <input type="search"> <output aria-live="polite"></output></label>
            <div class="scroll" tabindex="0" role="region" aria-label="all kernels"><table class="kernels" \
            id="k\(number)">
            <thead><tr><th scope="col" class="n">#</th><th scope="col">kernel</th><th scope="col" class="n">ms</th>\
            <th scope="col" class="n">interval</th><th scope="col" class="n">share</th><th scope="col" class="n">MACs\
            </th><th scope="col">status</th><th scope="col">configuration</th><th scope="col">nodes</th></tr></thead>
            <tbody>
            \(rows.joined())</tbody></table></div>

            """
    }

    /// The names of a kernel's nodes; a page tells the first few.
    private static func nodes(of row: KernelRow) -> String {
        let limit = 6
        guard !row.nodes.isEmpty else { return row.nodesText }
        let names = row.nodes.prefix(limit).map { $0.name.isEmpty ? "\($0.operatorName) \($0.index)" : $0.name }
        let rest = row.nodes.count - limit
        return names.joined(separator: ", ") + (rest > 0 ? " + \(rest)" : "")
    }

    private func color(of type: String) -> String {
        "c\(coloredTypes.firstIndex(of: type) ?? Self.colorCount - 1)"
    }

    private static func percent(_ part: Double, of whole: Double) -> String {
        (whole > 0 ? part / whole * 100 : 0).text(decimals: 1)
    }

    /// Groups of the same name with the milliseconds on each platform, in the order in which they first occur.
    private static func merged(
        _ platforms: [[KernelGroup]]
    ) -> [(name: String, count: Int, milliseconds: [Double])] {
        var merged: [(name: String, count: Int, milliseconds: [Double])] = []
        for (platform, groups) in platforms.enumerated() {
            for group in groups {
                let place = merged.firstIndex { $0.name == group.name } ?? merged.count
                if place == merged.count {
                    merged.append((group.name, group.count, Array(repeating: 0, count: platforms.count)))
                }
                merged[place].milliseconds[platform] += group.milliseconds
            }
        }
        return merged
    }
}
