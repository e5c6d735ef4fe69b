import GraphIR
import KernelFormation
import LatencyPrediction

/// Reports as one HTML page that needs nothing else: several models one after another, each model's platforms side by
/// side. All of it can be read without JavaScript, which adds sorting and searching.
public struct HTMLReport: Sendable {
    private let models: [[LatencyReport]]

    /// The reports of one model stand together.
    public init(_ reports: [LatencyReport]) {
        var models: [[LatencyReport]] = []
        for report in reports {
            if models.last?.first?.model == report.model {
                models[models.count - 1].append(report)
            } else {
                models.append([report])
            }
        }
        self.models = models
    }

    /// The page.
    public var text: String {
        let only = models.count == 1 ? models.first?.first : nil
        let title = only.map { "Latency of \($0.model.path)" } ?? "Latency of \(models.count) models"
        let style = HTML(markup: String(decoding: PackageResources.report_css, as: UTF8.self))
        let script = HTML(markup: String(decoding: PackageResources.report_js, as: UTF8.self))
        var number = 0
        let articles = models.map { reports in
            defer { number += reports.count }
            return HTMLArticle(reports: reports, firstNumber: number).html
        }
        let page: HTML = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <link rel="icon" href="data:,">
            <title>\(title)</title>
            <style>
            \(style)</style>
            </head>
            <body>
            <a class="skip" href="#content">Skip to the results</a>
            <header><h1>\(title)</h1>
            <p class="quiet">Predicted by kernelcast \(models.first?.first?.toolVersion ?? ""), without the device. \
            Intervals hold 90 % of cases.</p></header>
            <main id="content">
            \(articles.joined())</main>
            <script>
            \(script)</script>
            </body>
            </html>

            """
        return page.text
    }
}
