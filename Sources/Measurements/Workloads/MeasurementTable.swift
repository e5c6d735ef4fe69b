/// Workloads, and how long each takes on the platforms of one publication.
public struct MeasurementTable: Sendable, Hashable {
    /// Where measurements are published, and under which licence.
    public struct Source: Sendable, Hashable {
        public var address: String
        public var commit: String
        public var licence: String
        public var citation: String

        public init(address: String, commit: String, licence: String, citation: String) {
            self.address = address
            self.commit = commit
            self.licence = licence
            self.citation = citation
        }
    }

    /// One device, as it computed.
    public struct Column: Sendable, Hashable {
        public var device: String
        /// The chip, as people know it.
        public var processor: String
        /// `cpu-1large`, `gpu`.
        public var unit: String
        public var threads: Int
        public var framework: String
        public var frameworkVersion: String
        public var precision: String
        /// One for each workload; nil where none was measured.
        public var milliseconds: [Double?]
        /// The standard deviation of each workload's repeats over their mean; 0 where it is not published.
        public var repeatDeviations: [Double]

        public init(
            device: String, processor: String, unit: String, threads: Int, framework: String, frameworkVersion: String,
            precision: String, milliseconds: [Double?], repeatDeviations: [Double]? = nil
        ) {
            self.device = device
            self.processor = processor
            self.unit = unit
            self.threads = threads
            self.framework = framework
            self.frameworkVersion = frameworkVersion
            self.precision = precision
            self.milliseconds = milliseconds
            self.repeatDeviations = repeatDeviations ?? milliseconds.map { _ in 0 }
        }

        /// Whether both tell of one platform.
        fileprivate func isLike(_ other: Column) -> Bool {
            (device, unit, framework) == (other.device, other.unit, other.framework)
                && (frameworkVersion, precision) == (other.frameworkVersion, other.precision)
        }
    }

    /// The same without some of the workloads, by their names.
    public func removing(_ isRemoved: (String) -> Bool) -> MeasurementTable {
        let kept = workloads.indices.filter { !isRemoved(workloads[$0].name) }
        var result = self
        result.workloads = kept.map { workloads[$0] }
        for index in columns.indices {
            result.columns[index].milliseconds = kept.map { columns[index].milliseconds[$0] }
            result.columns[index].repeatDeviations = kept.map { columns[index].repeatDeviations[$0] }
        }
        return result
    }

    /// The platforms of one precision alone, and what any of them measured.
    public func keeping(precision: String) -> MeasurementTable {
        var result = self
        result.columns = columns.filter { $0.precision == precision }
        let unmeasured = workloads.indices.filter { row in
            result.columns.allSatisfy { $0.milliseconds[row] == nil }
        }
        let names = Set(unmeasured.map { workloads[$0].name })
        return result.removing(names.contains)
    }

    /// The same with what another table of the publication measured; its platforms may be the same or others.
    public func appending(_ other: MeasurementTable) -> MeasurementTable {
        var result = self
        result.workloads += other.workloads
        for index in result.columns.indices {
            let like = other.columns.first { $0.isLike(columns[index]) }
            result.columns[index].milliseconds += like?.milliseconds ?? other.workloads.map { _ in nil }
            result.columns[index].repeatDeviations += like?.repeatDeviations ?? other.workloads.map { _ in 0 }
        }
        for column in other.columns where !columns.contains(where: column.isLike) {
            var column = column
            column.milliseconds = workloads.map { _ in nil } + column.milliseconds
            column.repeatDeviations = workloads.map { _ in 0 } + column.repeatDeviations
            result.columns.append(column)
        }
        return result
    }

    public var source: Source
    public var workloads: [Workload]
    public var columns: [Column]

    public init(source: Source, workloads: [Workload], columns: [Column]) {
        self.source = source
        self.workloads = workloads
        self.columns = columns
    }
}
