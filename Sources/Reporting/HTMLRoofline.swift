import Glibc
import KernelFormation
import LatencyPrediction

/// Each kernel's arithmetic intensity and rate, with the platform's fitted roofline, on logarithmic axes.
struct HTMLRoofline {
    private struct Point {
        /// MACs per byte.
        var intensity: Double
        /// Giga-MACs per second.
        var rate: Double
        var row: KernelRow
    }

    private let points: [Point]
    private let roofline: Roofline?
    private let color: (String) -> String
    private let intensities: ClosedRange<Double>
    private let rates: ClosedRange<Double>

    /// Of the picture; a margin for labels at the left and below, and an edge at the other sides.
    private static let (width, height, margin, edge) = (640.0, 320.0, 44.0, 20.0)

    init(report: LatencyReport, color: @escaping (String) -> String) {
        points = report.kernels.compactMap { row in
            let configuration = row.kernel.configuration
            let bytes = Double(configuration.bytesRead) + Double(configuration.bytesWritten)
            let macs = Double(configuration.multiplyAccumulates)
            guard let latency = row.prediction?.latencyMilliseconds, latency > 0, macs > 0, bytes > 0 else {
                return nil
            }
            return Point(intensity: macs / bytes, rate: macs / latency / 1e6, row: row)
        }
        roofline = report.roofline
        self.color = color
        intensities = Self.decades(points.map(\.intensity))
        rates = Self.decades(points.map(\.rate))
    }

    var html: HTML {
        guard !points.isEmpty else { return "" }
        let dots = points.map { point -> HTML in
            """
            <circle class="\(color(point.row.kernel.type.rawValue))" cx="\(x(point.intensity).text(decimals: 1))" \
            cy="\(y(point.rate).text(decimals: 1))" r="4" fill-opacity=".7"><title>\(point.row.index) \
            \(point.row.kernel.type.rawValue), \(point.rate.milliseconds) GMAC/s</title></circle>
            """
        }
        return """
            <h3>Place on the platform's roofline</h3>
            <svg role="img" aria-label="rate of each kernel over its arithmetic intensity" viewBox="0 0 640 320">\
            \(axes)\(roof)\(dots.joined())</svg>
            <p class="quiet">MACs per byte to the right, GMAC/s upwards, both logarithmic\
            \(roofline == nil ? "" : "; dashed, what the platform's kernels reach in the mean").</p>

            """
    }

    private var axes: HTML {
        var html: HTML = ""
        for tick in Self.ticks(intensities) {
            let x = x(tick).text(decimals: 1)
            html += """
                <line x1="\(x)" x2="\(x)" y1="20" y2="276"/><text x="\(x)" y="294" text-anchor="middle">\
                \(Self.label(tick))</text>
                """
        }
        for tick in Self.ticks(rates) {
            let y = y(tick).text(decimals: 1)
            html += """
                <line x1="44" x2="620" y1="\(y)" y2="\(y)"/><text x="38" y="\(y)" text-anchor="end" \
                dominant-baseline="middle">\(Self.label(tick))</text>
                """
        }
        return html
    }

    /// The slower of traffic and arithmetic at each intensity.
    private var roof: HTML {
        guard let roofline, roofline.millisecondsPerMegabyte > 0 || roofline.millisecondsPerMegaMAC > 0 else {
            return ""
        }
        let steps = 40
        let points = (0...steps).compactMap { step -> String? in
            let position = Double(step) / Double(steps)
            let intensity = intensities.lowerBound * pow(intensities.upperBound / intensities.lowerBound, position)
            let milliseconds = roofline.millisecondsPerMegaMAC + roofline.millisecondsPerMegabyte / intensity
            guard rates.contains(1 / milliseconds) else { return nil }
            return "\(x(intensity).text(decimals: 1)),\(y(1 / milliseconds).text(decimals: 1))"
        }
        return "<polyline class=\"roof\" points=\"\(points.joined(separator: " "))\"/>"
    }

    private func x(_ intensity: Double) -> Double {
        Self.margin + Self.place(intensity, in: intensities) * (Self.width - Self.margin - Self.edge)
    }

    private func y(_ rate: Double) -> Double {
        Self.edge + (1 - Self.place(rate, in: rates)) * (Self.height - Self.margin - Self.edge)
    }

    private static func place(_ value: Double, in range: ClosedRange<Double>) -> Double {
        log(value / range.lowerBound) / log(range.upperBound / range.lowerBound)
    }

    /// The powers of ten around some positive numbers.
    private static func decades(_ values: [Double]) -> ClosedRange<Double> {
        let low = pow(10, floor(log10(values.min() ?? 1)))
        let high = pow(10, ceil(log10(values.max() ?? 1)))
        return low...max(high, low * 10)
    }

    private static func ticks(_ range: ClosedRange<Double>) -> [Double] {
        Array(sequence(first: range.lowerBound) { $0 * 10 }.prefix { $0 < range.upperBound * 2 })
    }

    private static func label(_ tick: Double) -> String {
        tick.text(decimals: tick < 0.0099 ? 3 : tick < 0.099 ? 2 : tick < 0.99 ? 1 : 0)
    }
}
