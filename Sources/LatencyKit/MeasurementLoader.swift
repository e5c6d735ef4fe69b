import Glibc
import KernelFormation
import LatencyPrediction
import Measurements

/// Reads files of measurements, and forms the kernels of the models that they name.
struct MeasurementLoader {
    let locations: PoolLocations
    /// Of a table with several: `pixel4|1large|float`.
    let column: String?
    /// How the networks pad their images that a table names.
    var paddings = PoolLocations.Paddings.within

    func file(_ path: String, need: MeasurementFile.Need) throws(LatencyKitError) -> MeasurementFile {
        do throws(MeasurementError) {
            return try MeasurementFile(contentsOf: path, column: column, need: need) { () throws(MeasurementError) in
                try locations.networkKernels(paddings)
            }
        } catch { throw LatencyKitError(error) }
    }

    /// The workloads of a file in its order.
    func workloads(_ file: MeasurementFile, by former: KernelFormer) throws(LatencyKitError) -> [Workload] {
        var result: [Workload] = []
        for entry in file.entries {
            switch entry.subject {
            case .workload(let workload): result.append(workload)
            case .model(let path):
                let model: LoadedModel
                do throws(LatencyKitError) { model = try ModelLoader().load(path) } catch {
                    throw error.within("\(file.name): \(entry.place)")
                }
                let kernels = former.kernels(of: model.graph).kernels
                result.append(
                    Workload(name: path, kind: .network, group: "network", parts: kernels.map { Workload.Part($0) }))
            }
        }
        return result
    }

    /// Everything that some files measured: each workload once, with the geometric mean of its times
    /// and the scatter of the first's repeats.
    func measurements(
        _ paths: [String], by former: KernelFormer
    ) throws(LatencyKitError) -> [Adaptation.Measured] {
        var files: [MeasurementFile] = []
        for path in paths { files.append(try file(path, need: .measurements)) }
        do throws(MeasurementError) { try MeasurementFile.checkRepetitions(in: files) } catch {
            throw LatencyKitError(error)
        }
        var result: [Adaptation.Measured] = []
        var places: [Workload: (place: Int, count: Double)] = [:]
        for file in files {
            for (workload, entry) in zip(try workloads(file, by: former), file.entries) {
                guard let milliseconds = entry.milliseconds else { continue }
                guard let (place, count) = places[workload] else {
                    places[workload] = (result.count, 1)
                    result.append(
                        Adaptation.Measured(
                            workload, milliseconds: milliseconds, repeatDeviation: entry.repeatDeviation,
                            place: "\(file.name): \(entry.place)"))
                    continue
                }
                places[workload] = (place, count + 1)
                result[place].milliseconds *= pow(milliseconds / result[place].milliseconds, 1 / (count + 1))
            }
        }
        return result
    }
}
