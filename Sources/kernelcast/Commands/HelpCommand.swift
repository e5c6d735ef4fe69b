import ArgumentParser
import LatencyKit

struct HelpCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "help",
        abstract: "Explains a command, or one of: \(HelpTopic.allCases.map(\.rawValue).joined(separator: ", ")).")

    @Argument(
        help: "A command or a topic.",
        completion: .list(Self.subjects))
    var subject: [String] = []

    /// The commands, then the topics.
    private static var subjects: [String] {
        Kernelcast.configuration.subcommands.compactMap { $0.configuration.commandName }
            + HelpTopic.allCases.map(\.rawValue)
    }

    func run() throws {
        guard let first = subject.first else { return try Terminal.write(Kernelcast.helpMessage(), to: nil) }
        if let topic = HelpTopic(rawValue: first) { return try Terminal.write(topic.text, to: nil) }
        var command: any ParsableCommand.Type = Kernelcast.self
        for name in subject {
            guard let next = command.configuration.subcommands.first(where: { $0.configuration.commandName == name })
            else {
                throw ValidationError("expected one of \(Self.subjects.joined(separator: ", ")), found \"\(name)\"")
            }
            command = next
        }
        try Terminal.write(Kernelcast.helpMessage(for: command) + "\n", to: nil)
    }
}
