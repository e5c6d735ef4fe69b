import ArgumentParser
import LatencyKit

/// The exit code of a run over several models: the gravest that any of them earned.
struct ExitStatus {
    /// Gravest first.
    private static let order: [Int32] = [70, 74, 65, 66, 1, 2]

    private var earned: Set<Int32> = []

    /// Counts a code; 0 changes nothing.
    mutating func earn(_ code: Int32) { earned.insert(code) }

    /// Ends the command with the gravest code, where there is one.
    func check() throws {
        guard let code = Self.order.first(where: earned.contains) else { return }
        throw ExitCode(code)
    }

    /// Coverage was incomplete and the user asked for strictness.
    static let incomplete: Int32 = 1

    /// A model takes longer than the user allows.
    static let overBudget: Int32 = 2
}

extension LatencyKitError {
    /// As `sysexits.h` has them.
    var exitCode: Int32 {
        switch kind {
        case .usage: 64
        case .badInput: 65
        case .noSuchFile: 66
        case .unavailable: 69
        case .defect: 70
        case .writeFailed: 74
        }
    }
}
