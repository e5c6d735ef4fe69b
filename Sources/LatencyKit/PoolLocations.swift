import Glibc
import LatencyPrediction
import Measurements

/// Where pools of predictors are looked for.
public struct PoolLocations: Sendable, Hashable {
    /// The first that has a platform serves it.
    public let folders: [String]

    /// A folder of the user's, then `$XDG_DATA_HOME/kernelcast/pool`, then `../share/kernelcast/pool` beside the
    /// executable, then what the package was built with.
    public init(directory: String? = nil) {
        var folders = directory.map { [$0] } ?? []
        if let data = Self.environment("XDG_DATA_HOME") ?? Self.environment("HOME").map({ "\($0)/.local/share" }) {
            folders.append("\(data)/kernelcast/pool")
        }
        if let binary = Self.executableFolder {
            folders += ["\(binary)/../share/kernelcast/pool", "\(binary)/\(Self.builtIn)"]
        }
        self.folders = folders
    }

    /// How the published networks pad their images.
    enum Paddings: String {
        /// Each kernel its own.
        case within = "cnn.csv"
        /// By operators of their own, where the converter to TensorFlow Lite wrote such.
        case apart = "cnn-tflite.csv"

        /// As a platform's framework runs them: the GPU delegate takes paddings into the kernels.
        init(on platform: Platform.Identity) {
            self = platform.framework == "tflite" && platform.unit.hasPrefix("cpu") ? .apart : .within
        }
    }

    /// The vision transformers, none of which pads but within its kernels.
    private static let transformers = "transformers.csv"

    /// The kernels of the networks that published tables time, from beside the executable.
    func networkKernels(_ paddings: Paddings) throws(MeasurementError) -> NetworkKernels {
        try NetworkKernels(contentsOf: [try Self.networks(paddings.rawValue), try Self.networks(Self.transformers)])
    }

    /// The same of the convolutional ones alone.
    func convolutionalNetworkKernels() throws(MeasurementError) -> NetworkKernels {
        try NetworkKernels(contentsOf: [try Self.networks(Paddings.within.rawValue)])
    }

    /// The path of a table of networks' kernels.
    private static func networks(_ name: String) throws(MeasurementError) -> String {
        let files =
            executableFolder.map { folder in
                ["\(folder)/../share/kernelcast/networks/\(name)", "\(folder)/\(builtInNetworks)/\(name)"]
            } ?? []
        guard let found = files.first(where: { unsafe access($0, F_OK) == 0 }) else {
            throw MeasurementError(
                .unreadable("expected the networks' kernels beside the executable, found none"),
                file: files.last ?? name)
        }
        return found
    }

    var pool: Pool { Pool(folders: folders) }

    /// As SwiftPM lays the resources of the target `BuiltInPool` beside an executable.
    private static let builtIn = "kernelcast_BuiltInPool.resources/pool"

    private static let builtInNetworks = "kernelcast_BuiltInPool.resources/networks"

    private static func environment(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        let text = unsafe String(cString: value)
        return text.isEmpty ? nil : text
    }

    private static var executableFolder: String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
        let path = String(decoding: buffer.prefix(max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
        return path.lastIndex(of: "/").map { String(path[..<$0]) }
    }
}
