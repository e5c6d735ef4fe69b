import Glibc

/// How far long work has come, on one line of the terminal: a bar, the rate and the time left.
struct ProgressBar {
    private let total: Int
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private var last: ContinuousClock.Instant
    private var first: Int?

    init(total: Int) {
        self.total = total
        start = clock.now
        last = start - .seconds(1)
    }

    /// Shows how many are done; the first call tells what was done before.
    mutating func show(_ count: Int) {
        let now = clock.now
        let done = count - (first ?? count)
        if first == nil { first = count }
        guard now - last >= .milliseconds(100) || count == total else { return }
        last = now
        Terminal.status(Self.text(count, of: total, done: done, seconds: (now - start) / .seconds(1)))
    }

    /// Takes the line away.
    func end() { Terminal.status("") }

    /// `[#########           ] 450 of 1000, 2051 a second, 0:12 left`
    static func text(_ count: Int, of total: Int, done: Int, seconds: Double) -> String {
        let width = 20
        let filled = total > 0 ? width * count / total : width
        let bar = String(repeating: "#", count: filled) + String(repeating: " ", count: width - filled)
        let text = "[\(bar)] \(count) of \(total)"
        guard done > 0, seconds > 0 else { return text }
        let rate = Double(done) / seconds
        let left = Int((Double(total - count) / rate).rounded(.up))
        let (minutes, rest) = (left / 60, left % 60)
        let clock =
            minutes < 60
            ? "\(minutes):\(twoDigits(rest))" : "\(minutes / 60):\(twoDigits(minutes % 60)):\(twoDigits(rest))"
        return "\(text), \(rate >= 10 ? "\(Int(rate))" : "\((rate * 10).rounded() / 10)") a second, \(clock) left"
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
