import KernelFormation

/// How the kernels of the TFLite GPU delegate are predicted: a linear base on the work of the shaders' loops as the
/// delegate lays them out, and boosted trees on the logarithm of what the base leaves.
public enum TFLiteGPURecipes {
    /// One for each scope that the published tables have measurements of.
    ///
    /// What the families get beside the trees is what held-out kernels decided: on a Mali and a PowerVR the time of a
    /// depthwise convolution depends on what runs around it, on all but a Mali a base of all windows helps those that
    /// are rare, and a small network helps the trees where it is named.
    public static func all(for family: GPUModel.Family) throws(PredictionError) -> [PredictorRecipe] {
        let depthwise =
            switch family {
            case .mali: depthwise.reading(surroundings)
            case .powervr: depthwise.adding(generalDepthwise).reading(surroundings)
            default: depthwise.adding(generalDepthwise)
            }
        return [
            try recipe(.init(.avgpool), reduction, relatives: [.init(.maxpool)]),
            try recipe(.init(.concat), copying, trees: []),
            try recipe(
                .init(.conv), convolution, trees: [squared(depth: 5, rounds: 400)],
                networks: family == .adreno || family == .apple ? [smallNetwork] : []),
            try recipe(.init(.conv, algorithm: "winograd"), winograd),
            try recipe(
                .init(.dwconv), depthwise, trees: [squared(depth: 3, rounds: 800)],
                networks: family == .powervr || family == .apple ? [smallNetwork] : []),
            try recipe(.init(.dwconv, algorithm: "depthwise+1x1"), merged, trees: [], modelCount: 0),
            try recipe(.init(.fc), dense),
            try recipe(.init(.globalAvgpool), reduction),
            try recipe(.init(.groupconv), grouped),
            try recipe(.init(.maxpool), reduction, relatives: [.init(.avgpool)]),
        ]
    }

    /// The terms of a linear base, and what the corrections read besides the terms that all share.
    private struct Terms {
        var base: [String]
        var logarithms: [String] = []
        var plain: [String] = []

        /// These terms, and the base of others.
        func adding(_ others: Terms) -> Terms { Terms(base: base + others.base, logarithms: logarithms, plain: plain) }

        /// These terms, and what corrections read of others.
        func reading(_ others: Terms) -> Terms {
            Terms(base: base, logarithms: logarithms + others.logarithms, plain: plain + others.plain)
        }
    }

    private static func recipe(
        _ scope: Predictor.Scope, _ terms: Terms, relatives: [Predictor.Scope] = [],
        trees: [PredictorRecipe.Trees] = [squared(depth: 4, rounds: 250)], networks: [PredictorRecipe.Network] = [],
        modelCount: Double = 3
    ) throws(PredictionError) -> PredictorRecipe {
        let corrections = (sharedLogarithms + terms.logarithms).map { "log2(\($0))" } + sharedPlain + terms.plain
        return PredictorRecipe(
            scope: scope, relatives: relatives, base: try (sharedBase + terms.base).map(Term.init),
            terms: try corrections.map(Term.init), trees: trees, networks: networks, key: try key.map(Term.init),
            modelCount: modelCount, leastForCorrections: 20)
    }
}

extension TFLiteGPURecipes {
    private static let smallNetwork = PredictorRecipe.Network(
        widths: [64, 64, 64],
        recipe: TrainingRecipe(
            epochs: 60, batchSize: 64, loss: .huber(delta: 0.5), schedule: Schedule(.cosine, peak: 2e-3, warmUp: 0.05),
            optimizer: AdamW(weightDecay: 0.1)))
}

extension TFLiteGPURecipes {
    /// Squared error alone: XGBoost 1.7.4 does not scale the leaves of `reg:absoluteerror` by `eta`.
    private static func squared(depth: Int, rounds: Int) -> PredictorRecipe.Trees {
        PredictorRecipe.Trees(
            parameters: [
                ("objective", "reg:squarederror"), ("max_depth", String(depth)), ("eta", "0.05"), ("subsample", "0.8"),
                ("colsample_bytree", "0.5"), ("min_child_weight", "2"), ("lambda", "1"), ("tree_method", "hist"),
                ("max_bin", "256"),
            ],
            rounds: rounds)
    }
}

extension TFLiteGPURecipes {
    private static let key = [
        "batch", "input_height", "input_width", "output_height", "output_width", "input_channels", "output_channels",
        "input_count", "kernel", "kernel_width", "stride", "groups",
    ]

    /// Traffic, work and launch.
    private static let sharedBase = [
        "one", "padded_input_vectors", "output_vectors", "macs", "output_vectors*tail_adds",
        "output_vectors*tail_muls", "output_vectors*tail_sigmoids", "output_vectors*tail_hard_swishes",
    ]

    private static let sharedLogarithms = [
        "output_height", "input_height", "input_channels", "output_channels", "groups", "input_slices", "output_slices",
        "padded_input_height", "padded_input_vectors", "input_vectors", "output_vectors", "macs", "weight_vectors",
        "intensity",
    ]

    private static let sharedPlain = [
        "kernel", "stride", "input_count", "tail_length", "tail_adds", "tail_muls", "tail_relus", "tail_hard_swishes",
        "tail_sigmoids", "input_remainder", "output_remainder", "input_slices_remainder", "output_slices_remainder",
        "output_height_remainder",
    ]

    private static let convolution = Terms(
        base: ["weight_vectors", "macs*constant_weights"]
            + ["is_pointwise", "is_3x3_stride_1", "is_strided_or_7x7"].flatMap { window in
                loops.map { "\(window)*\($0)" }
            },
        logarithms: layout + loopLayout,
        plain: ["block", "block_slices", "block_use", "group_use", "loop_slices", "linear_threads", "constant_weights"])

    private static let grouped = Terms(
        base: ["weight_vectors"] + loops, logarithms: convolution.logarithms, plain: convolution.plain)

    /// What a convolution's shader does, over all threads and over those that one compute unit runs in turn.
    private static let loops = [
        "waves*loop_length*block", "waves_per_unit*loop_length*block", "groups_per_unit*loop_length*block",
        "loop_length*block", "loop_length", "threads_launched*loop_length*block",
        "threads_launched*loop_length*thread_area", "threads_launched*loop_length*block_slices", "threads",
        "work_groups", "waves",
    ]

    private static let layout = ["threads", "work_groups", "group_size", "waves", "waves_per_unit", "groups_per_unit"]

    private static let loopLayout = [
        "loop_length", "loop_length*block", "groups_per_unit*loop_length*block", "threads_launched*loop_length*block",
        "threads_launched*loop_length*thread_area", "threads_launched*loop_length*block_slices",
    ]

    /// The three kernels of a Winograd convolution: into tiles of 6×6, 36 matrix products, and back.
    private static let winograd = Terms(
        base: [
            "tiles", "tiles*input_slices*output_slices", "tiles*input_slices", "tiles*output_slices", "weight_vectors",
            "input_slices*output_slices", "padded_tiles_32*input_slices*output_slice_quads",
            "padded_tiles_8*input_slices*output_slice_quads", "input_slices",
        ],
        logarithms: [
            "tiles", "tiles*input_slices*output_slices", "tiles*input_slices", "tiles*output_slices", "padded_tiles_32",
            "padded_tiles_32*input_slices*output_slice_quads", "padded_tiles_8*input_slices*output_slice_quads",
            "loop_length",
        ],
        plain: ["tile_use", "tile_slice_use", "tile_row_use"])

    private static let depthwise = Terms(
        base: ["weight_vectors"]
            + ["is_3x3_stride_1", "is_3x3_stride_2", "is_5x5_stride_1", "is_5x5_stride_2"].flatMap { window in
                [
                    "one", "threads", "threads_launched", "threads_launched*thread_work", "waves", "work_groups",
                    "window*output_vectors", "groups_per_unit", "groups_per_unit*group_size", "wide_threads_launched",
                    "wide_waves", "wide_work_groups", "wide_groups_per_unit", "wide_groups_per_unit*wide_group_size",
                ].map { "\(window)*\($0)" }
            },
        logarithms: layout + [
            "threads_launched", "threads_launched*thread_work", "window*output_vectors", "thread_work",
            "wide_work_groups", "wide_group_size", "wide_threads_launched", "wide_threads_launched*thread_work",
            "wide_waves", "wide_waves_per_unit", "wide_groups_per_unit",
        ],
        plain: [
            "special_depthwise", "block_use", "group_use", "group_width", "group_height", "group_depth",
            "wide_group_use", "wide_group_width", "wide_group_height", "wide_group_depth",
        ])

    /// For every window but 3×3 with stride 1.
    private static let generalDepthwise = Terms(
        base: [
            "one", "threads", "threads_launched", "threads_launched*thread_work", "waves", "work_groups",
            "window*output_vectors", "groups_per_unit", "wide_threads_launched", "wide_waves", "wide_work_groups",
            "wide_groups_per_unit", "groups_per_unit*group_size*thread_work",
            "wide_groups_per_unit*wide_group_size*thread_work", "wide_waves*thread_work", "kernel", "thread_work",
            "wide_threads_launched*thread_work",
        ].map { "general_depthwise*\($0)" })

    private static let surroundings = Terms(
        base: [],
        logarithms: ["previous_input_channels", "previous_input_height", "next_output_channels", "position"],
        plain: ["previous_kind", "next_kind", "earlier_repeats"])

    private static let merged = Terms(base: ["kernel"])

    private static let dense = Terms(
        base: [
            "fc_work_groups", "fc_loop", "input_slices*output_slices", "fc_work_groups*fc_loop", "input_slices",
            "output_slices",
        ],
        logarithms: ["fc_work_groups", "fc_loop", "input_slices*output_slices"])

    private static let reduction = Terms(
        base: [
            "input_plane", "window*output_vectors", "reduction_loop", "reduction_loop*output_slices",
            "input_plane*output_slices", "reduction_loop*input_slices", "kernel", "input_count",
            "input_count*output_vectors",
        ],
        logarithms: ["input_plane", "window*output_vectors", "reduction_loop"], plain: ["is_max"])

    /// A copy per input: networks to come concatenate more tensors than those measured, so nothing may grow with their
    /// count but the launches.
    private static let copying = Terms(base: ["input_count"])
}
