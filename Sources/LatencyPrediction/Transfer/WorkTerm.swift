import Glibc

/// A kind of work that a kernel may do, the same on every platform; what differs is how long a unit of it takes.
///
/// The case's place is its place in a vector of work. A new term is a case here, its unit and typical times below, and a
/// line in `Work`.
enum WorkTerm: Int, CaseIterable {
    case constant
    case kernelCalls, convolutionCalls, depthwiseCalls, groupedCalls, denseCalls, meanCalls, maxPoolCalls,
        averagePoolCalls, concatCalls, productCalls, residualCalls, affineCalls, hardSwishCalls, sigmoidCalls, padCalls,
        otherCalls
    case firstWork, pointwiseWork, windowWork, matrixWork, smallPlaneWork, middlePlaneWork, tileWaste, shallowWork,
        heavyWeightsWork, narrowWork, depthWaste
    case groupedWork, groupedWindows
    case convolutionInput, convolutionOutput, convolutionWeights, patches, firstPatches, depthwise3Output,
        depthwise3StridedOutput, depthwise5Work, depthwiseOtherWork, depthwiseOtherOutput, depthwiseInput, denseWeights
    case padding, maxPoolWindows, averagePoolWindows, meanInput, concatOutput, resizeOutput, sliceOutput, productOutput,
        residualOutput, affineOutput, hardSwishOutput, activationOutput, softmaxOutput, normOutput, moveOutput,
        otherOutput

    /// What a term counts: terms of one unit are like each other.
    enum Unit: CaseIterable {
        case call, element, multiplyAccumulate
        /// A turn of a plain loop, as TensorFlow Lite's reference kernels run it.
        case turn
    }

    static let count = allCases.count

    var unit: Unit {
        if rawValue <= Self.otherCalls.rawValue { return .call }
        if rawValue <= Self.depthWaste.rawValue { return .multiplyAccumulate }
        return rawValue <= Self.groupedWindows.rawValue ? .turn : .element
    }

    /// What a unit takes on a middling core in floats and in bytes, in milliseconds: where learning starts.
    ///
    /// Of bytes, what nn-Meter measured of single convolutions and additions on a Pixel 4; the others are round numbers
    /// of the order in which platforms' own fits come out.
    private var typical: (float: Double, byte: Double) {
        switch self {
        case .constant: (3e-2, 3e-2)
        case .firstWork, .pointwiseWork, .windowWork, .matrixWork: (5e-8, 1.4e-8)
        case .smallPlaneWork, .middlePlaneWork, .tileWaste, .shallowWork, .heavyWeightsWork, .narrowWork: (1e-8, 2e-9)
        case .depthWaste: (1e-8, 4e-9)
        // The reference kernel finds its place anew in each window, and multiplies without vectors.
        case .groupedWork: (1.2e-6, 6e-7)
        case .groupedWindows: (4e-6, 4e-6)
        case .convolutionInput: (4e-7, 1e-7)
        case .convolutionOutput: (7e-7, 8e-7)
        case .convolutionWeights: (8e-7, 2e-7)
        case .patches: (1e-6, 3e-7)
        case .firstPatches: (2e-6, 1e-6)
        case .depthwise3Output: (1.3e-6, 7e-7)
        case .depthwise3StridedOutput: (1e-6, 2e-6)
        case .depthwise5Work, .depthwiseOtherWork: (2e-7, 2.1e-7)
        case .depthwiseOtherOutput: (3e-7, 5e-7)
        case .depthwiseInput: (1e-6, 1e-7)
        case .denseWeights: (4e-7, 1.5e-7)
        case .padding: (4e-7, 1e-6)
        case .maxPoolWindows: (1.2e-6, 6e-7)
        case .averagePoolWindows: (2e-7, 2e-7)
        case .meanInput: (1.5e-6, 5e-7)
        case .concatOutput: (1e-6, 7e-7)
        case .resizeOutput, .sliceOutput: (2e-6, 2e-6)
        case .productOutput, .affineOutput: (5e-7, 1e-6)
        case .hardSwishOutput: (3e-7, 3e-7)
        case .activationOutput: (2e-6, 1e-6)
        default: unit == .call ? (5e-3, 5e-3) : (1e-6, 1e-6)
        }
    }

    /// What a unit takes on a middling core in floats, in milliseconds.
    var typicalMilliseconds: Double { typical.float }

    /// How much longer a unit typically takes in bytes than in floats: ln byte / float.
    var typicalByteLogarithm: Double { log(typical.byte / typical.float) }
}
