import Glibc
import KernelFormation
import LatencyPrediction
import Measurements
public import Reporting

/// Adds a platform to the user's pool from a few measurements on it, and says which to take.
public struct PlatformAdapter: Sendable {
    private let locations: PoolLocations
    private let column: String?

    /// - Parameters:
    ///   - locations: where the pools are that it learns from.
    ///   - column: of a table with several: `pixel4|1large|float`.
    public init(locations: PoolLocations, column: String? = nil) {
        self.locations = locations
        self.column = column
    }

    /// Makes the platform and writes it into the first folder of the pool.
    ///
    /// - Parameters:
    ///   - name: `<device>_<unit>_<framework>-<version>_<precision>`.
    ///   - paths: files of measurements of any kind, at least three in all.
    /// - Returns: how well each measurement follows from the others.
    public func adapt(_ name: String, to paths: [String]) throws(LatencyKitError) -> AdaptationListing {
        let identity = try identity(name)
        let loader = MeasurementLoader(locations: locations, column: column, paddings: .init(on: identity))
        let candidates = try candidates(for: identity)
        let measured = try loader.measurements(paths, by: try former(of: candidates))
        let sources = Self.fitting(candidates, measured.map(\.workload), to: identity)
        let adaptation: Adaptation
        do throws(PredictionError) {
            adaptation = try Adaptation(sources: sources, measurements: measured, threads: identity.threads)
        } catch { throw LatencyKitError(error) }
        let leftOut = adaptation.leftOut
        let times = measured.map(\.milliseconds)
        let platform = Platform(
            identity: identity, ruleset: sources[0].ruleset, gpu: sources[0].gpu,
            provenance: .init(
                processor: "", source: "the user's own measurements", commit: "", licence: "", citation: "",
                networkCount: measured.count { $0.workload.kind == .network },
                kernelCount: measured.count { $0.workload.kind != .network }),
            predictors: PredictorSet([]), adaptation: adaptation, overhead: .none, fallback: .nothing,
            networkSpread: Predictor.Spread(measured: times, predicted: leftOut),
            accuracy: .init(
                protocolDescription: "each of \(measured.count) measurements left out in turn",
                networks: Accuracy(predicted: leftOut, measured: times) ?? .none, kernels: [:]))
        do throws(PredictionError) { try Pool.write(platform, into: locations.folders[0]) } catch {
            throw LatencyKitError(error)
        }
        return AdaptationListing(platform: platform, sources: sources.map(\.id))
    }

    /// The most telling candidates, as a file of the same kind.
    public func plan(
        _ count: Int, for name: String, of path: String
    ) throws(LatencyKitError) -> String {
        let identity = try identity(name)
        let candidates = try candidates(for: identity)
        let loader = MeasurementLoader(locations: locations, column: column, paddings: .init(on: identity))
        let file = try loader.file(path, need: .candidates)
        guard count >= 1, count <= file.entries.count else {
            throw LatencyKitError(
                .usage, "expected 1 to \(file.entries.count) measurements, found \(count)", location: "plan")
        }
        let workloads = try loader.workloads(file, by: try former(of: candidates))
        let places = Adaptation.plan(count, of: workloads, sources: Self.fitting(candidates, workloads, to: identity))
        return file.text(of: places.sorted())
    }

    /// Which platforms behave most like what was measured, for each kind of workload.
    public func similar(to paths: [String], like name: String?) throws(LatencyKitError) -> SimilarityListing {
        var identity: Platform.Identity?
        if let name { identity = try self.identity(name) }
        let platforms: [Platform]
        if let identity { platforms = try candidates(for: identity) } else { platforms = try read { _ in true } }
        guard !platforms.isEmpty else {
            throw LatencyKitError(.usage, "expected a pool with platforms, found none", location: "pool")
        }
        let measured = try MeasurementLoader(
            locations: locations, column: column, paddings: identity.map(PoolLocations.Paddings.init(on:)) ?? .within
        ).measurements(paths, by: try former(of: platforms))
        let rankings = Similarity.rankings(of: platforms, by: measured)
        guard !rankings.isEmpty else {
            throw LatencyKitError(
                .badInput,
                "expected \(Similarity.leastMeasurements) measurements of one kind, found \(measured.count) in all")
        }
        return SimilarityListing(rankings: rankings)
    }

    /// Scores a platform of the pool on measurements of it.
    public func evaluate(_ name: String, on paths: [String]) throws(LatencyKitError) -> MeasuredListing {
        let platform: Platform
        do throws(PredictionError) { platform = try locations.pool.platform(name) } catch {
            throw LatencyKitError(error)
        }
        let measured = try MeasurementLoader(
            locations: locations, column: column, paddings: .init(on: platform.identity)
        ).measurements(paths, by: try former(of: [platform]))
        guard !measured.isEmpty else {
            throw LatencyKitError(.badInput, "expected at least 1 measurement, found 0")
        }
        var cases: [MeasuredListing.Case] = []
        for measurement in measured {
            guard let prediction = platform.predict(measurement.workload) else {
                throw LatencyKitError(
                    .badInput, "expected kernels that take time, found none in \"\(measurement.workload.name)\"",
                    location: measurement.place)
            }
            cases.append(
                MeasuredListing.Case(
                    group: measurement.workload.group, milliseconds: measurement.milliseconds,
                    predicted: prediction.milliseconds, low: prediction.low, high: prediction.high))
        }
        do throws(PredictionError) {
            try Adaptation.checkUnits(measured, cases.map { log($0.milliseconds / $0.predicted) })
        } catch { throw LatencyKitError(error) }
        return MeasuredListing(platform: platform.id, cases: cases)
    }

    private func identity(_ name: String) throws(LatencyKitError) -> Platform.Identity {
        let parts = name.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, parts.allSatisfy({ !$0.isEmpty && !$0.contains("/") && !$0.hasPrefix(".") }) else {
            throw LatencyKitError(
                .usage, "expected <device>_<unit>_<framework>-<version>_<precision>, found \"\(name)\"",
                location: "platform")
        }
        let framework = Self.framework(parts[2][...])
        let digits = parts[1].split { !$0.isNumber }.compactMap { Int($0) }.reduce(0, +)
        return Platform.Identity(
            device: parts[0], unit: parts[1],
            framework: framework, frameworkVersion: String(parts[2].dropFirst(framework.count + 1)),
            precision: parts[3], threads: parts[1].hasPrefix("gpu") ? 0 : max(digits, 1))
    }

    /// Platforms of the same framework, unit and precision; where there are none, of the framework, then of the unit.
    private func candidates(for identity: Platform.Identity) throws(LatencyKitError) -> [Platform] {
        func kind(_ unit: Substring) -> Substring { unit.prefix { $0.isLetter } }
        let own = identity.id
        let demands: [([Substring]) -> Bool] = [
            {
                kind($0[1]) == kind(identity.unit[...]) && Self.framework($0[2]) == identity.framework
                    && $0[3] == identity.precision
            },
            { kind($0[1]) == kind(identity.unit[...]) && Self.framework($0[2]) == identity.framework },
            { kind($0[1]) == kind(identity.unit[...]) },
        ]
        for demand in demands {
            let found = try read { id in
                let parts = id.split(separator: "_")
                return id != own && parts.count == 4 && parts[0] != identity.device && demand(parts)
            }
            if !found.isEmpty { return found }
        }
        throw LatencyKitError(
            .usage, "expected a pool with a platform of its kind, found none for \"\(own)\"", location: "platform")
    }

    /// The name of a framework without its version: what follows the last hyphen, where it has a digit.
    private static func framework(_ name: Substring) -> String {
        guard let end = name.lastIndex(of: "-"), name[name.index(after: end)...].contains(where: \.isNumber) else {
            return String(name)
        }
        return String(name[..<end])
    }

    /// Those that were measured by such workloads; all where none was. Of several versions of one framework, which have
    /// measured different networks, the platform's own, or else that which has measured most.
    private static func fitting(
        _ platforms: [Platform], _ workloads: [Workload], to identity: Platform.Identity
    ) -> [Platform] {
        let kinds = Set(workloads.map(\.kind))
        let fitting = platforms.filter { platform in
            switch platform.work?.measured {
            case .blocks: kinds.contains(.block)
            case .kernels: kinds.contains(.kernel)
            case .networks: kinds.contains(.network)
            case nil: kinds.contains(.kernel) || kinds.contains(.network)
            }
        }
        let kept = fitting.isEmpty ? platforms : fitting
        guard Set(kept.map(\.identity.framework)).count == 1 else { return kept }
        let own = kept.filter { $0.identity.frameworkVersion == identity.frameworkVersion }
        if !own.isEmpty { return own }
        func count(_ platform: Platform) -> Int { platform.provenance.networkCount + platform.provenance.kernelCount }
        let version = kept.max { count($0) < count($1) }?.identity.frameworkVersion
        return kept.filter { $0.identity.frameworkVersion == version }
    }

    /// The trained platforms of those ids.
    private func read(_ isWanted: (String) -> Bool) throws(LatencyKitError) -> [Platform] {
        let pool = locations.pool
        var result: [Platform] = []
        for (id, folder) in pool.platforms() where isWanted(id) {
            do throws(PredictionError) {
                let platform = try pool.read(folder)
                if platform.adaptation == nil { result.append(platform) }
            } catch { throw LatencyKitError(error) }
        }
        return result
    }

    private func former(of platforms: [Platform]) throws(LatencyKitError) -> KernelFormer {
        guard let choice = platforms.first?.ruleset else {
            throw LatencyKitError(.usage, "expected a pool with platforms, found none", location: "pool")
        }
        do throws(KernelFormationError) {
            return try KernelFormer(try Ruleset.named(choice.name), parameters: choice.parameters)
        } catch { throw LatencyKitError(.badInput, error.message, location: error.place) }
    }
}
