import ArgumentParser
import OAuthProtocol

/// `cardea version`
struct VersionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        common.output.write(.object(["version": .string(Cardea.version)]), text: "cardea \(Cardea.version)")
    }
}
