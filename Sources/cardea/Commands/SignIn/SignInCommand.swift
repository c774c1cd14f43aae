import ArgumentParser
import Foundation
import NIOCore
import OAuthProtocol
import Outbound

/// `cardea sign-in ISSUER`: the device flow (RFC 8628) against any server, from a terminal.
struct SignInCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign-in", abstract: "Sign in to any server by its device flow, and print the tokens.",
        discussion: """
            Shows an address, a code and a QR code on standard error, and waits until somebody has opened the address in a \
            browser and allowed it. Then the server's answer, with the tokens, stands on standard output.
            """)

    @Argument(help: "The server's issuer, such as https://auth.example.com.")
    var issuer: String

    @Option(
        name: .customLong("client-id"), help: ArgumentHelp("The client that asks for tokens.", valueName: "id"))
    var clientID: String

    @Flag(help: "Read the client's secret, one line, from standard input.")
    var clientSecretStdin = false

    @Option(help: ArgumentHelp("What to ask for (default: what the server gives).", valueName: "scopes"))
    var scope: String?

    @Option(
        name: .customLong("resource"),
        help: ArgumentHelp("What the tokens are for, RFC 8707 (repeatable).", valueName: "uri"))
    var resources: [String] = []

    func validate() throws {
        try Commas.refuse(resources, of: "--resource", found: Commas.uris)
    }

    func run() async throws {
        let secret = clientSecretStdin ? try StandardInput.secret("client secret") : nil
        let clock = LiveClock()
        let client = OutboundClient(patience: .seconds(15))
        let flow = DeviceSignIn(
            server: try ServerAddress(issuer), clientID: clientID, clientSecret: secret, scope: scope,
            resources: resources, send: client.send, now: clock.now, wait: clock.sleep(seconds:),
            show: { FileHandle.standardError.write(Data($0.text(inColour: isatty(STDERR_FILENO) == 1).utf8)) })
        FileHandle.standardOutput.write(Data(try await flow.run().octets + [UInt8(ascii: "\n")]))
    }
}
