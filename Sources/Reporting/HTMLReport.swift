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
        var number = 0
        let articles = models.map { reports in
            defer { number += reports.count }
            return HTMLArticle(reports: reports, firstNumber: number).html
        }
        let frame = HTMLPage(
            title: title,
            note: "Predicted by kernelcast \(models.first?.first?.toolVersion ?? ""), without the device. "
                + "Intervals hold 90 % of cases.")
        let page: HTML = "\(frame.head)\(articles.joined())\(HTMLPage.foot)"
        return page.text
    }
}
