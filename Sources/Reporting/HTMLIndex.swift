/// The index of a batch as an HTML page, part by part: a row for each model, a column for each platform.
public struct HTMLIndex: Sendable {
    private let platforms: [String]
    private let toolVersion: String

    public init(platforms: [String], toolVersion: String) {
        self.platforms = platforms
        self.toolVersion = toolVersion
    }

    /// What stands before the first row.
    ///
    /// - Parameters:
    ///   - modelCount: how many models have reports.
    ///   - failureCount: how many have an error in place of one.
    public func head(modelCount: Int, failureCount: Int) -> String {
        let columns = platforms.map { platform -> HTML in "<th scope=\"col\" class=\"n\">\(platform), ms</th>" }
        let page = HTMLPage(
            title: "Latency of \(modelCount) models",
            note: "Predicted by kernelcast \(toolVersion), without the device. Intervals hold 90 % of cases; "
                + "\(failureCount) files could not be read.")
        let start: HTML = """
            \(page.head)<label class="search" id="index-search" hidden>Search models and errors \
            <input type="search"> <output aria-live="polite"></output></label>
            <div class="scroll" tabindex="0" role="region" aria-label="all models"><table class="kernels" id="index">
            <thead><tr><th scope="col">model</th>\(columns.joined())<th scope="col" class="n">kernels</th>\
            <th scope="col" class="n">MACs</th><th scope="col" class="n">parameters</th>\
            <th scope="col">error</th></tr></thead>
            <tbody>

            """
        return start.text
    }

    /// The row of a model, whose lines of the index are given: one for each platform, or an error.
    public func row(_ lines: [IndexRow]) -> String {
        guard let first = lines.first else { return "" }
        switch first.outcome {
        case .failure(let failure):
            let cells = Array(repeating: HTML("<td class=\"n\"></td>"), count: platforms.count + 3)
            let row: HTML = """
                <tr><th scope="row">\(first.path)</th>\(cells.joined())<td>\(failure.text)</td></tr>

                """
            return row.text
        case .entry(let entry):
            let row: HTML = """
                <tr><th scope="row">\(first.path)</th>\(lines.map(cell).joined())<td class="n">\(entry.kernelCount)</td>\
                <td class="n" data-v="\(entry.multiplyAccumulates)">\(entry.multiplyAccumulates.scaled)</td>\
                <td class="n" data-v="\(entry.parameters)">\(entry.parameters.scaled)</td><td></td></tr>

                """
            return row.text
        }
    }

    private func cell(_ line: IndexRow) -> HTML {
        guard case .entry(let entry) = line.outcome else { return "<td></td>" }
        let number = (entry.isComplete ? "" : "≥ ") + entry.latencyMilliseconds.milliseconds
        let interval = "\(entry.lowMilliseconds.milliseconds) – \(entry.highMilliseconds.milliseconds) ms"
        let value = "\(entry.latencyMilliseconds)"
        guard let report = entry.report else {
            return "<td class=\"n\" data-v=\"\(value)\" title=\"\(interval)\">\(number)</td>"
        }
        return """
            <td class="n" data-v="\(value)" title="\(interval)"><a href="\(report)">\(number)</a></td>
            """
    }

    /// What stands behind the last row.
    public var foot: String {
        let end: HTML = "</tbody></table></div>\(HTMLPage.foot)"
        return end.text
    }
}
