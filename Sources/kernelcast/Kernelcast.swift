import ArgumentParser

@main struct Kernelcast: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Predicts how long an exported model takes on a device, kernel by kernel, without the device.")
}
