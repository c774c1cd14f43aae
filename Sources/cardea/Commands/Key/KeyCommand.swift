import ArgumentParser
import JOSE
import OAuthProtocol
import OAuthServer
import Storage

/// `cardea key …`
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "The keys that sign tokens.", subcommands: [KeyList.self, KeyRotate.self])
}
