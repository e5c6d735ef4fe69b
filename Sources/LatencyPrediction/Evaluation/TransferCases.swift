import Glibc

/// Predictions and measurements of one method, platform by platform.
struct TransferCases: Sendable {
    /// A setting, and the device that it is a setting of.
    struct Platform: Hashable, Sendable {
        var device: String
        var name: String
        /// What settings of other devices it is like in how far its times scatter: `fp32, several cores`.
        var kind = ""
    }

    struct Key: Hashable, Sendable {
        var cases: String
        var samples: Int
        var method: TransferEvaluation.Method
        var platform: Platform
    }

    struct Outcome: Sendable {
        var measured: Double
        var predicted: Double
        /// Of ln predicted; nil where the method tells none.
        var deviation: Double?
    }

    private(set) var outcomes: [Key: [Outcome]] = [:]
    /// By key, |ln(measured / predicted)| in units of its deviation, on folds that give no figure.
    private var calibration: [Key: [Double]] = [:]

    mutating func add(_ key: Key, _ outcome: Outcome) { outcomes[key, default: []].append(outcome) }

    /// A case of a fold that sets the width of intervals.
    mutating func calibrate(_ key: Key, _ outcome: Outcome) {
        calibration[key, default: []].append(outcome.standardError)
    }

    mutating func merge(_ other: TransferCases) {
        outcomes.merge(other.outcomes) { $0 + $1 }
        calibration.merge(other.calibration) { $0 + $1 }
    }

    /// The evaluations, in the order of cases, samples and methods.
    var evaluations: [TransferEvaluation] {
        var targets: [Group: [TransferEvaluation.Target]] = [:]
        for (key, list) in outcomes {
            guard let accuracy = Accuracy(predicted: list.map(\.predicted), measured: list.map(\.measured)) else {
                continue
            }
            let width = width(key)
            targets[Group(key), default: []].append(
                .init(
                    platform: key.platform.name, accuracy: accuracy,
                    coverage: width.map { width in
                        Double(list.count { $0.standardError <= width }) / Double(list.count)
                    }, width: width))
        }
        return targets.sorted { $0.key < $1.key }.map { group, targets in
            TransferEvaluation(
                cases: group.cases, samples: group.samples, method: group.method,
                targets: targets.sorted { $0.platform < $1.platform })
        }
    }

    /// Half of a 90 % interval in standard deviations: the quantile of the calibration folds' errors on other devices'
    /// settings of the kind.
    private func width(_ key: Key) -> Double? {
        let errors = calibration.filter { other, _ in
            Group(other) == Group(key) && other.platform.device != key.platform.device
                && other.platform.kind == key.platform.kind
        }.values.joined().sorted()
        guard errors.count >= 20 else { return nil }
        return errors[min(Int((0.9 * Double(errors.count + 1)).rounded(.up)), errors.count) - 1]
    }

    private struct Group: Hashable, Comparable {
        var cases: String
        var samples: Int
        var method: TransferEvaluation.Method

        init(_ key: Key) {
            cases = key.cases
            samples = key.samples
            method = key.method
        }

        static func < (first: Group, second: Group) -> Bool {
            (first.cases, first.samples, first.method.rank) < (second.cases, second.samples, second.method.rank)
        }
    }
}

extension TransferEvaluation.Method {
    fileprivate var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension TransferCases.Outcome {
    /// |ln(measured / predicted)| in units of its deviation.
    fileprivate var standardError: Double { abs(log(measured / predicted)) / (deviation ?? 1) }
}
