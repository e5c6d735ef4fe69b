import LatencyPrediction
public import Reporting

/// Shows what a pool holds.
public struct PoolBrowser: Sendable {
    private let pool: Pool

    public init(locations: PoolLocations) { pool = locations.pool }

    /// The ids of all platforms, in order.
    public var ids: [String] { pool.platforms().map(\.id) }

    /// All platforms, by id.
    public func list() throws(LatencyKitError) -> PoolListing {
        PoolListing(platforms: try pool.platforms().map { (entry) throws(LatencyKitError) in try read(entry.folder) })
    }

    /// One platform, by its id or a part that names it alone.
    public func show(_ name: String) throws(LatencyKitError) -> PlatformDescription {
        do { return PlatformDescription(platform: try pool.platform(name)) } catch { throw LatencyKitError(error) }
    }

    /// Reads everything, and tells of each platform that it is whole.
    ///
    /// - Throws: `LatencyKitError` with the first file at fault.
    public func check() throws(LatencyKitError) -> String {
        do { try pool.checkDescriptions() } catch { throw LatencyKitError(error) }
        var text = ""
        for (id, folder) in pool.platforms() {
            let platform = try read(folder)
            guard platform.id == id else {
                throw LatencyKitError(.badInput, path: folder, "expected a folder named \"\(platform.id)\"")
            }
            text += "\(id): \(platform.predictors.predictors.count) predictors\n"
        }
        return text
    }

    private func read(_ folder: String) throws(LatencyKitError) -> Platform {
        do { return try pool.read(folder) } catch { throw LatencyKitError(error) }
    }
}
