/// A GPU of the published TFLite tables: what the tables do not say of it.
public struct BenchmarkedGPU: Sendable, Hashable {
    /// As the tables call the device.
    public var device: String
    public var processor: String
    /// The value of the ruleset's parameter `gpu`.
    public var rulesetFamily: String
    public var model: GPUModel

    /// The devices of the tables, in their order. Cores and wave sizes are the makers' figures.
    public static let all = [
        BenchmarkedGPU(
            device: "pixel4", processor: "Adreno 640 (Snapdragon 855)", rulesetFamily: "adreno-6xx",
            model: GPUModel(family: .adreno, computeUnits: 2, waveSize: 64, depthwiseGroupLimit: 1024)),
        BenchmarkedGPU(
            device: "s10", processor: "Mali-G76 MP12 (Exynos 9820)", rulesetFamily: "mali",
            model: GPUModel(family: .mali, computeUnits: 12, waveSize: 8, depthwiseGroupLimit: 384)),
        BenchmarkedGPU(
            device: "mi8se", processor: "Adreno 616 (Snapdragon 710)", rulesetFamily: "adreno-6xx",
            model: GPUModel(family: .adreno, computeUnits: 1, waveSize: 64, depthwiseGroupLimit: 1024)),
        BenchmarkedGPU(
            device: "a03s", processor: "PowerVR GE8320 (Helio P35)", rulesetFamily: "powervr",
            model: GPUModel(family: .powervr, computeUnits: 1, waveSize: 32, depthwiseGroupLimit: 512)),
        BenchmarkedGPU(
            device: "iphone7", processor: "A10 GPU", rulesetFamily: "apple",
            model: GPUModel(family: .apple, computeUnits: 6, waveSize: 32, depthwiseGroupLimit: 512)),
    ]
}
