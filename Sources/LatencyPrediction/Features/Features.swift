import KernelFormation

/// The registry of features.
public enum Features {
    /// In alphabetical order.
    public static let all: [Feature] = [
        Feature("batch", "images") { $0.configuration.batch },
        Feature("block", "output slices a thread") { $0.dispatch.block.count },
        Feature("block_slices", "output slices a thread") { $0.dispatch.block.z },
        Feature("block_use", "") { Double($0.outputVectors) / Double($0.dispatch.threads * $0.dispatch.block.count) },
        Feature("constant_weights", "") { $0.hasConstantWeights ? 1 : 0 },
        Feature("earlier_repeats", "kernels") { $0.context.repeats },
        Feature("fc_loop", "turns of a thread") { ceilDivide($0.inputSlices, 4) },
        Feature("fc_work_groups", "work groups") { ceilDivide($0.outputSlices, $0.gpu?.denseGroup ?? 1) },
        Feature("general_depthwise", "") { $0.configuration.isSpecialDepthwise ? 0 : 1 },
        Feature("group_depth", "slices") { $0.dispatch.group.z },
        Feature("group_height", "threads") { $0.dispatch.group.y },
        Feature("group_size", "threads a work group") { $0.dispatch.groupSize },
        Feature("group_use", "") { Double($0.dispatch.threads) / Double($0.dispatch.launchedThreads) },
        Feature("group_width", "threads") { $0.dispatch.group.x },
        Feature("groups", "groups") { $0.configuration.groups },
        Feature("groups_per_unit", "work groups a compute unit") { $0.groupsPerUnit($0.dispatch) },
        Feature("input_channels", "channels") { $0.configuration.inputChannels },
        Feature("input_count", "tensors") { $0.configuration.inputCount },
        Feature("input_height", "rows") { $0.configuration.inputHeight },
        Feature("input_plane", "places") { $0.configuration.inputPlane },
        Feature("input_remainder", "channels") { $0.configuration.inputChannels % 4 },
        Feature("input_slices", "slices") { $0.inputSlices },
        Feature("input_slices_remainder", "slices") { $0.inputSlices % 4 },
        Feature("input_vectors", "slices") { $0.inputVectors },
        Feature("input_width", "columns") { $0.configuration.inputWidth },
        Feature("intensity", "multiply-accumulates a slice") {
            Double($0.work) / Double($0.inputVectors + $0.outputVectors + $0.weightVectors)
        },
        Feature("is_3x3_stride_1", "") { $0.configuration.isWindow(3, stride: 1) },
        Feature("is_3x3_stride_2", "") { $0.configuration.isWindow(3, stride: 2) },
        Feature("is_5x5_stride_1", "") { $0.configuration.isWindow(5, stride: 1) },
        Feature("is_5x5_stride_2", "") { $0.configuration.isWindow(5, stride: 2) },
        Feature("is_max", "") { $0.type == .maxpool ? 1 : 0 },
        Feature("is_pointwise", "") { $0.configuration.isWindow(1, stride: 1) },
        Feature("is_strided_or_7x7", "") {
            $0.configuration.strideHeight == 2 || $0.configuration.kernelHeight == 7 ? 1 : 0
        },
        Feature("kernel", "rows") { $0.configuration.kernelHeight },
        Feature("kernel_width", "columns") { $0.configuration.kernelWidth },
        Feature("linear_threads", "") { $0.dispatch.linearity },
        Feature("litepred_mflops", "10⁶ multiply-accumulates") { $0.litePredMillions * $0.litePredPlane },
        Feature("litepred_mparams", "10⁶ parameters") { $0.litePredMillions },
        Feature("loop_length", "input slices") { $0.loopLength },
        Feature("loop_slices", "input slices a turn") { $0.dispatch.loopSlices },
        Feature("macs", "multiply-accumulates") { $0.work },
        Feature("next_kind", "") { $0.context.nextKind },
        Feature("next_output_channels", "channels") { $0.context.nextOutputChannels },
        Feature("one", "") { _ in 1 },
        Feature("output_channels", "channels") { $0.configuration.outputChannels },
        Feature("output_height", "rows") { $0.configuration.outputHeight },
        Feature("output_height_remainder", "rows") { $0.configuration.outputHeight % 8 },
        Feature("output_plane", "places") { $0.configuration.outputPlane },
        Feature("output_remainder", "channels") { $0.configuration.outputChannels % 4 },
        Feature("output_slice_quads", "four slices") { ceilDivide($0.outputSlices, 4) },
        Feature("output_slices", "slices") { $0.outputSlices },
        Feature("output_slices_remainder", "slices") { $0.outputSlices % 8 },
        Feature("output_vectors", "slices") { $0.outputVectors },
        Feature("output_width", "columns") { $0.configuration.outputWidth },
        Feature("padded_input_height", "rows") { $0.configuration.paddedInputHeight },
        Feature("padded_input_vectors", "slices") {
            $0.configuration.paddedInputPlane * ceilDivide($0.configuration.inputChannels, 4)
        },
        Feature("padded_tiles_32", "tiles") { ceilDivide($0.tiles, 32) * 32 },
        Feature("padded_tiles_8", "tiles") { ceilDivide($0.tiles, 8) * 8 },
        Feature("parameters", "parameters") { $0.configuration.parameters },
        Feature("position", "kernels") { $0.context.position + 1 },
        Feature("previous_input_channels", "channels") { $0.context.previousInputChannels },
        Feature("previous_input_height", "rows") { $0.context.previousInputHeight },
        Feature("previous_kind", "") { $0.context.previousKind },
        Feature("reduction_loop", "turns of a thread") {
            ceilDivide($0.configuration.inputHeight, 16) * ceilDivide($0.configuration.inputWidth, 16)
        },
        Feature("special_depthwise", "") { $0.configuration.isSpecialDepthwise ? 1 : 0 },
        Feature("stride", "rows") { $0.configuration.strideHeight },
        Feature("tail_adds", "operators") { $0.configuration.tailCount("add") },
        Feature("tail_hard_swishes", "operators") { $0.configuration.tailCount("hard_swish") },
        Feature("tail_length", "operators") { $0.configuration.tail.count },
        Feature("tail_muls", "operators") { $0.configuration.tailCount("mul") },
        Feature("tail_relus", "operators") { $0.configuration.tailCount("relu") },
        Feature("tail_sigmoids", "operators") { $0.configuration.tailCount("sigmoid") },
        Feature("thread_area", "places a thread") { $0.dispatch.block.x * $0.dispatch.block.y },
        Feature("thread_work", "reads a thread") { $0.depthwiseThreadWork },
        Feature("threads", "threads") { $0.dispatch.threads },
        Feature("threads_launched", "threads") { $0.dispatch.launchedThreads },
        Feature("tile_row_use", "") {
            Double($0.configuration.outputWidth) / Double(ceilDivide($0.configuration.outputWidth, 4) * 4)
        },
        Feature("tile_slice_use", "") { Double($0.outputSlices) / Double(ceilDivide($0.outputSlices, 4) * 4) },
        Feature("tile_use", "") { Double($0.tiles) / Double(ceilDivide($0.tiles, 4) * 4) },
        Feature("tiles", "tiles") { $0.tiles },
        Feature("waves", "waves") { $0.waves($0.dispatch) },
        Feature("waves_per_unit", "waves a compute unit") { $0.wavesPerUnit($0.dispatch) },
        Feature("weight_vectors", "slices") { $0.weightVectors },
        Feature("wide_group_depth", "slices") { $0.wideDispatch.group.z },
        Feature("wide_group_height", "threads") { $0.wideDispatch.group.y },
        Feature("wide_group_size", "threads a work group") { $0.wideDispatch.groupSize },
        Feature("wide_group_use", "") {
            Double($0.wideDispatch.threads) / Double($0.wideDispatch.launchedThreads)
        },
        Feature("wide_group_width", "threads") { $0.wideDispatch.group.x },
        Feature("wide_groups_per_unit", "work groups a compute unit") { $0.groupsPerUnit($0.wideDispatch) },
        Feature("wide_threads_launched", "threads") { $0.wideDispatch.launchedThreads },
        Feature("wide_waves", "waves") { $0.waves($0.wideDispatch) },
        Feature("wide_waves_per_unit", "waves a compute unit") { $0.wavesPerUnit($0.wideDispatch) },
        Feature("wide_work_groups", "work groups") { $0.wideDispatch.workGroups },
        Feature("window", "places") { $0.configuration.window },
        Feature("work_groups", "work groups") { $0.dispatch.workGroups },
    ]

    private static let places = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($1.name, $0) })

    /// The places of those that read what runs around a kernel.
    static let contextual = Set(
        [
            "earlier_repeats", "next_kind", "next_output_channels", "position", "previous_input_channels",
            "previous_input_height", "previous_kind",
        ].compactMap(place))

    /// The feature's place in the registry.
    static func place(of name: String) -> Int? { places[name] }
}

extension KernelConfiguration {
    /// 1 for a square window of that size and stride, else 0.
    fileprivate func isWindow(_ size: Int, stride: Int) -> Int {
        kernelHeight == size && kernelWidth == size && strideHeight == stride ? 1 : 0
    }
}
