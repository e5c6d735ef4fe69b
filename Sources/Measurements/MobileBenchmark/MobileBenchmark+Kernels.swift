import KernelFormation

extension MobileBenchmark {
    /// A row of the kernels' table, read once for all devices.
    struct KernelRow {
        let row: CSVTable.Row
        let network: String
        /// Its place among the network's rows.
        let index: Int
        let layer: LayerFeatures
        /// The number of the padding that it merges.
        let padding: Int?
        /// One per device.
        let names: [DelegateKernelName]
        let latencyColumns: [Int]
        let nameColumns: [Int]
        /// The name that shows the fused tail: a Winograd kernel's own does not.
        let fullestName: DelegateKernelName
    }

    static func kernelRows(_ table: CSVTable, devices: [String]) throws(MeasurementError) -> [KernelRow] {
        let model = try table.index(of: "model")
        let operation = try table.index(of: "operation")
        let feature = try table.index(of: "feature")
        var latencyColumns: [Int] = []
        var nameColumns: [Int] = []
        for device in devices {
            latencyColumns.append(try table.index(of: "\(device)|gpu|float"))
            nameColumns.append(try table.index(of: "\(device)|gpu|kernel"))
        }
        var rows: [KernelRow] = []
        rows.reserveCapacity(table.rows.count)
        for row in table.rows {
            var names: [DelegateKernelName] = []
            for column in nameColumns {
                guard let name = DelegateKernelName(row.fields[column]) else {
                    throw table.fault(
                        row, column, "expected a kernel's name and number, found \"\(row.fields[column])\"")
                }
                names.append(name)
            }
            guard let fullest = names.max(by: { $0.operations.count < $1.operations.count }) else { continue }
            let network = row.fields[model]
            let before = rows.last.flatMap { $0.network == network ? $0 : nil }
            let first = fullest.operations.first ?? 0
            let isAfterGap = first > (before?.fullestName.operations.last ?? -1) + 1
            let layer: LayerFeatures
            do throws(LayerFeatures.Fault) {
                layer = try LayerFeatures(row.fields[feature], operation: row.fields[operation], followsGap: isAfterGap)
            } catch {
                throw table.fault(row, error.isOperation ? operation : feature, error.message)
            }
            rows.append(
                KernelRow(
                    row: row, network: network, index: before.map { $0.index + 1 } ?? 0, layer: layer,
                    padding: layer.mergesPadding ? first - 1 : nil, names: names,
                    latencyColumns: latencyColumns, nameColumns: nameColumns, fullestName: fullest))
        }
        return rows
    }

    /// One device's kernels. A depthwise convolution that the delegate merged with the 1×1 behind it stands in both
    /// rows, with one name: it is one kernel, and its time the mean of the two.
    static func measurements(
        _ rows: [KernelRow], device: Int, table: CSVTable
    ) throws(MeasurementError) -> [KernelMeasurement] {
        var result: [KernelMeasurement] = []
        result.reserveCapacity(rows.count)
        var merged: (row: KernelRow, latency: Double)?
        for row in rows {
            let name = row.names[device]
            let nameColumn = row.nameColumns[device]
            let latency = try table.positive(row.row, row.latencyColumns[device]) / 1000
            var operations = (row.padding.map { [$0] } ?? []) + (name.isWinograd ? row.fullestName : name).operations
            let configuration: KernelConfiguration
            let type: KernelType
            var measured = latency
            if let first = merged {
                guard row.layer.operation == .conv, row.names[device] == first.row.names[device] else {
                    throw table.fault(row.row, nameColumn, "expected \"\(first.row.names[device].text)\" again")
                }
                (type, configuration) = (.dwconv, first.row.layer.merged(with: row.layer, tail: name.tail))
                measured = (latency + first.latency) / 2
                operations = (first.row.padding.map { [$0] } ?? []) + name.operations
                merged = nil
            } else if name.base == DelegateKernelName.depthwiseWithPointwise, row.layer.operation == .depthwiseConv {
                merged = (row, latency)
                continue
            } else {
                let tail = name.isWinograd ? row.fullestName.tail : name.tail
                guard let kernel = row.layer.kernel(named: name.base, tail: tail) else {
                    throw table.fault(
                        row.row, nameColumn,
                        "expected a kernel of \(row.layer.operation.rawValue), found \"\(name.text)\"")
                }
                (type, configuration) = kernel
            }
            result.append(
                KernelMeasurement(
                    network: row.network, index: row.index, operations: operations,
                    kernel: Kernel(type: type, anchor: nil, nodes: [], rule: name.base, configuration: configuration),
                    latencyMilliseconds: measured))
        }
        if let row = merged?.row {
            throw table.fault(row.row, row.nameColumns[device], "expected the 1×1 convolution in a row behind")
        }
        return result
    }
}
