/// How a kernel is laid out over a GPU: each thread computes a block of the output, threads form work groups.
///
/// Mirrors TensorFlow Lite 2.10, tensorflow/lite/delegates/gpu/common/tasks/conv_generic.cc, conv_constants.cc,
/// depthwise_conv.cc and workgroup_selection.cc. Channels are counted in slices of four.
struct Dispatch: Sendable, Equatable {
    /// Of the output, per thread: columns, rows and slices.
    var block = Extent(x: 1, y: 1, z: 1)
    /// Input slices read in one turn of the inner loop.
    var loopSlices = 1
    /// Whether threads are counted along all three axes (0), rows and columns in one (1), or all in one (2).
    var linearity = 0
    /// Threads that have work.
    var threads = 1
    var workGroups = 1
    /// Threads of a work group.
    var group = Extent(x: 1, y: 1, z: 1)

    var groupSize: Int { group.count }
    /// Threads that run, those without work among them.
    var launchedThreads: Int { workGroups * groupSize }

    /// Three extents: columns, rows and slices.
    struct Extent: Sendable, Equatable {
        var x: Int
        var y: Int
        var z: Int

        var count: Int { x * y * z }

        /// How many of the other it takes to cover this, along each axis.
        func divided(by other: Extent) -> Extent {
            Extent(x: ceilDivide(x, other.x), y: ceilDivide(y, other.y), z: ceilDivide(z, other.z))
        }
    }
}

/// ⌈a / b⌉ for positive b.
func ceilDivide(_ a: Int, _ b: Int) -> Int { (a + b - 1) / b }

extension Dispatch {
    /// A convolution's, by a generic or grouped kernel.
    ///
    /// - Parameters:
    ///   - output: columns, rows and slices of the output.
    ///   - inputSlices: of one group.
    ///   - isPointwise: whether kernel and stride are 1.
    ///   - groups: with `groupSlices` output slices each, 0 where they do not come out even.
    init(
        convolution output: Extent, inputSlices: Int, isPointwise: Bool, groups: Int = 1, groupSlices: Int = 0,
        on gpu: GPUModel
    ) {
        self.init()
        switch gpu.family {
        case .adreno: block = Extent(x: 2, y: 2, z: 2)
        case .mali: setMaliBlock(output, inputSlices: inputSlices, isPointwise: isPointwise, on: gpu)
        case .powervr: setPowerVRBlock(output, inputSlices: inputSlices)
        case .apple: setAppleBlock(output, inputSlices: inputSlices, on: gpu)
        }
        if groups > 1, groupSlices > 0, !groupSlices.isMultiple(of: block.z) {
            block.z = block.z == 4 && groupSlices.isMultiple(of: 2) ? 2 : 1
        }
        setGroups(output, on: gpu)
    }

    /// A convolution's whose weights are constants of the program: a thread computes all slices.
    init(constantConvolution output: Extent, on gpu: GPUModel) {
        self.init()
        block.z = output.z
        setGroups(output, on: gpu)
    }

    /// A depthwise convolution's.
    init(depthwise output: Extent, block: Extent, isSpecial: Bool, groupLimit: Int, on gpu: GPUModel) {
        self.init()
        self.block = block
        let grid = output.divided(by: block)
        threads = grid.count
        setGroups(
            grid,
            gpu.family == .powervr && isSpecial
                ? Extent(x: 8, y: 4, z: 1) : Self.generalGroup(grid, limit: groupLimit))
    }
}

extension Dispatch {
    private mutating func setMaliBlock(_ output: Extent, inputSlices: Int, isPointwise: Bool, on gpu: GPUModel) {
        let tasks = Double(output.count) / Double(gpu.computeUnits)
        var size = tasks <= 256 ? 1 : tasks <= 1536 ? 2 : tasks <= 4096 ? 4 : 8
        if !isPointwise { size = min(size, 4) }
        let isNarrow = output.z == 1 || output.z == 3
        switch size {
        case 8: block = Extent(x: 2, y: 2, z: isNarrow ? 1 : 2)
        case 4: block = isNarrow ? Extent(x: 2, y: 2, z: 1) : Extent(x: 2, y: 1, z: 2)
        case 2: block = Extent(x: 2, y: 1, z: 1)
        default: break
        }
        if size <= 2, inputSlices.isMultiple(of: 2) { loopSlices = 2 }
        if size == 1, inputSlices.isMultiple(of: 4) { loopSlices = 4 }
    }

    private mutating func setPowerVRBlock(_ output: Extent, inputSlices: Int) {
        let slices =
            output.z.isMultiple(of: 4) || output.z >= 8 ? 4 : output.z.isMultiple(of: 2) || output.z >= 4 ? 2 : output.z
        block = Extent(x: 2, y: 1, z: slices)
        linearity = 1
        if inputSlices.isMultiple(of: 2) { loopSlices = 2 }
        if inputSlices.isMultiple(of: 4), slices <= 2 { loopSlices = 4 }
        if slices == 1, inputSlices <= 8 { loopSlices = inputSlices }
    }

    private mutating func setAppleBlock(_ output: Extent, inputSlices: Int, on gpu: GPUModel) {
        let waves = ceilDivide(output.count, 32)
        var rest =
            waves >= gpu.computeUnits * 64
            ? 8 : waves >= gpu.computeUnits * 32 ? 4 : waves >= gpu.computeUnits * 16 ? 2 : 1
        if rest >= 4, output.z.isMultiple(of: 4) || output.z >= 16 {
            block.z = 4
            rest /= 4
        } else if rest >= 2, output.z.isMultiple(of: 2) || output.z >= 4 {
            block.z = 2
            rest /= 2
        }
        if rest >= 4, output.z == 3 { block.z = 3 }
        let slices = ceilDivide(output.z, block.z)
        let apart = ceilDivide(output.x, 8) * ceilDivide(output.y, 4) * slices
        let flat = ceilDivide(output.x * output.y, 32) * slices
        let line = ceilDivide(output.x * output.y * slices, 32)
        if flat < apart { linearity = 1 }
        if Double(flat) / Double(line) > 1.04 { linearity = 2 }
        if block.z == 1 {
            loopSlices = inputSlices.isMultiple(of: 4) ? 4 : inputSlices.isMultiple(of: 2) ? 2 : 1
        } else if block.z == 2, inputSlices.isMultiple(of: 2) {
            loopSlices = 2
        }
    }
}

extension Dispatch {
    private mutating func setGroups(_ output: Extent, on gpu: GPUModel) {
        let grid = output.divided(by: block)
        threads = grid.count
        switch (gpu.family, linearity) {
        case (.adreno, _): setGroups(grid, Self.convolutionGroup(grid, depthLimit: 64))
        case (.mali, _): setGroups(grid, Self.convolutionGroup(grid, depthLimit: 16))
        case (.powervr, _), (.apple, 1):
            setGroups(Extent(x: grid.x * grid.y, y: 1, z: grid.z), Extent(x: 32, y: 1, z: 1))
        case (.apple, 2): setGroups(Extent(x: grid.count, y: 1, z: 1), Extent(x: 32, y: 1, z: 1))
        case (.apple, _): setGroups(grid, Extent(x: 8, y: 4, z: 1))
        }
    }

    private mutating func setGroups(_ grid: Extent, _ group: Extent) {
        workGroups = grid.divided(by: group).count
        self.group = group
    }

    /// `GetWorkGroupConv`, with groups of at most 256 threads.
    private static func convolutionGroup(_ grid: Extent, depthLimit: Int) -> Extent {
        let z = greatestDivisor(of: grid.z, upTo: depthLimit)
        let plane = 256 / z
        let x = min(grid.x, plane)
        var y = min(plane / x, grid.y)
        if y == grid.y, grid.y.isMultiple(of: 2) { y = grid.y / 2 }
        return Extent(x: x, y: max(y, 1), z: z)
    }

    /// `GetWorkGroup`.
    private static func generalGroup(_ grid: Extent, limit: Int) -> Extent {
        let z = [8, 4, 2, 7, 5, 3].first { grid.z.isMultiple(of: $0) } ?? 1
        let plane = limit / z
        let x = min(ceilDivide(grid.x, 2), plane)
        return Extent(x: x, y: max(min(plane / x, grid.y), 1), z: z)
    }

    private static func greatestDivisor(of number: Int, upTo limit: Int) -> Int {
        (1...min(limit, number)).last { number.isMultiple(of: $0) } ?? 1
    }
}
