/// A kind of work that a kernel may do, the same on every platform; what differs is how long a unit of it takes.
///
/// The case's place is its place in a vector of work. A new term is a case here, its unit below, and a line in `Work`.
enum WorkTerm: Int, CaseIterable {
    case constant
    case kernelCalls, convolutionCalls, depthwiseCalls, groupedCalls, groups, denseCalls, meanCalls, maxPoolCalls,
        averagePoolCalls, concatCalls, productCalls, residualCalls, affineCalls, hardSwishCalls, sigmoidCalls, padCalls,
        otherCalls
    case firstWork, pointwiseWork, threeByThreeWork, largeWindowWork, smallPlaneWork, middlePlaneWork, tileWaste,
        shallowWork, heavyWeightsWork, narrowWork
    case depthwise3Work, depthwise3StridedWork, depthwise5Work, depthwise5StridedWork, depthwiseOtherWork,
        depthwiseOtherStridedWork, depthwiseSmallPlaneWork
    case depthWaste
    case groupedWork, groupedWaste8, groupedWaste16, denseWork, matrixWork
    case depthPasses, convolutionInput, convolutionOutput, convolutionWeights, patches, depthwiseInput, depthwiseOutput,
        depthwiseWeights, groupedInput, groupedWindows, padding, stridedPadding, maxPoolWindows, averagePoolWindows,
        meanInput, concatOutput, resizeOutput, sliceOutput, productOutput, residualOutput, affineOutput,
        hardSwishOutput, activationOutput, softmaxOutput, normOutput, moveOutput, otherOutput, denseWeights

    /// What a term counts: terms of one unit are like each other.
    enum Unit: CaseIterable {
        case call, constant, element, multiplyAccumulate
    }

    static let count = allCases.count

    var unit: Unit {
        if self == .constant { return .constant }
        if rawValue <= Self.otherCalls.rawValue { return .call }
        return rawValue <= Self.matrixWork.rawValue ? .multiplyAccumulate : .element
    }

    /// What a unit takes on a middling core, in milliseconds: where learning starts.
    var typicalMilliseconds: Double {
        switch self {
        case .constant: 0.1
        case .kernelCalls: 2e-3
        case .smallPlaneWork, .middlePlaneWork, .tileWaste, .shallowWork, .heavyWeightsWork, .narrowWork,
            .depthwiseSmallPlaneWork:
            2e-8
        case .groupedWaste8, .groupedWaste16: 1e-7
        case .depthWaste: 5e-8
        // TFLite runs grouped convolutions outside of XNNPACK, some 14 times as long for the same work.
        case .groupedWork: 1.4e-6
        case .depthwise3Work, .depthwise3StridedWork, .depthwise5Work, .depthwise5StridedWork, .depthwiseOtherWork,
            .depthwiseOtherStridedWork:
            3e-7
        case .convolutionWeights, .denseWeights: 5e-7
        default:
            switch unit {
            case .call: 1e-2
            case .constant: 0.1
            case .element: 1e-6
            case .multiplyAccumulate: 1e-7
            }
        }
    }
}
