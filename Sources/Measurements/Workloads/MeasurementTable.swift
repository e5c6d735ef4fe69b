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

    public var source: Source
    public var workloads: [Workload]
    public var columns: [Column]

    public init(source: Source, workloads: [Workload], columns: [Column]) {
        self.source = source
        self.workloads = workloads
        self.columns = columns
    }
}
