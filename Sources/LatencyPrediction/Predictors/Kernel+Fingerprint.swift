import GraphIR
import KernelFormation

extension [Kernel] {
    /// What stands for all that predictors read of one of the kernels, which is read where it lies: a copy of it takes
    /// longer than all else.
    ///
    /// - Parameter context: of a kernel whose predictor does not read it, as that of a kernel on its own.
    func fingerprint(ofKernel place: Int, _ context: KernelContext, from seed: Fingerprint) -> Fingerprint {
        var fingerprint = seed
        func mix(_ first: Int, _ second: Int) { fingerprint.mix(first, second) }
        mix(self[place].type.number, self[place].configuration.element.number)
        mix(self[place].configuration.batch, self[place].configuration.groups)
        mix(self[place].configuration.inputHeight, self[place].configuration.inputWidth)
        mix(self[place].configuration.inputChannels, self[place].configuration.inputCount)
        mix(self[place].configuration.outputHeight, self[place].configuration.outputWidth)
        mix(self[place].configuration.outputChannels, self[place].configuration.parameters)
        mix(self[place].configuration.kernelHeight, self[place].configuration.kernelWidth)
        mix(self[place].configuration.strideHeight, self[place].configuration.strideWidth)
        mix(self[place].configuration.dilationHeight, self[place].configuration.dilationWidth)
        mix(self[place].configuration.padTop, self[place].configuration.padLeft)
        mix(self[place].configuration.padBottom, self[place].configuration.padRight)
        mix(self[place].configuration.bytesRead, self[place].configuration.bytesWritten)
        mix(self[place].configuration.multiplyAccumulates, self[place].configuration.tail.count)
        fingerprint.mix(self[place].configuration.operation)
        fingerprint.mix(self[place].configuration.algorithm)
        for name in self[place].configuration.tail { fingerprint.mix(name) }
        mix(context.previousKind, context.nextKind)
        mix(context.previousInputChannels, context.previousInputHeight)
        mix(context.nextOutputChannels, context.repeats)
        mix(context.position, 0)
        return fingerprint
    }
}
