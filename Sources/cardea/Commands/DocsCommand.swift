import ArgumentParser
import Documentation
import Foundation
import OAuthProtocol
import OAuthServer
import WebPages
import WebServer
import Yams

/// `cardea docs DIRECTORY`: the documentation as files, as the server serves it at `/docs`.
struct DocsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "docs", abstract: "Write the documentation as a static site.",
        discussion: "The pages link to each other from the root of a host, so serve the directory as it is.")

    @Argument(help: "Where to; made if it is not there.", completion: .directory)
    var directory: String

    @Option(help: "The server that the pages speak of.")
    var issuer = "https://auth.example.com"

    @OptionGroup var common: CommonOptions

    func run() async throws {
        guard let issuer = Issuer(issuer) else {
            throw CommandError("--issuer \(IssuerFault(of: issuer).map { "\($0)" } ?? "is not an issuer")")
        }
        var configuration = ServerConfiguration(issuer: issuer)
        // What a server may have, the description has.
        configuration.registration.policy = .open
        configuration.accountRegistration = true
        let pages = try PageResponder(issuer: issuer, appearance: Appearance())
        let documentation = Documentation(configuration: configuration, pages: pages)
        var count = 0
        for (path, octets) in await documentation.files {
            try write(octets, to: path)
            count += 1
        }
        try write(
            Array(Yams.serialize(node: Self.node(of: .object(await documentation.description))).utf8),
            to: "openapi.yaml")
        common.output.write(
            .object(["directory": .string(directory), "files": .integer(count + 1)]),
            text: "Wrote \(count + 1) files to \(directory).")
    }

    private func write(_ octets: [UInt8], to path: String) throws {
        let url = URL(filePath: directory).appending(path: path)
        do {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(octets).write(to: url)
        } catch {
            throw CommandError("\(url.path()) cannot be written: \(error.localizedDescription)")
        }
    }

    /// A JSON value as YAML has it, its members in their order.
    private static func node(of value: JSONValue) -> Node {
        switch value {
        case .null: Node("null", Tag(.null))
        case .bool(let value): Node(value ? "true" : "false", Tag(.bool))
        case .number(let text): Node(text, Tag(.int))
        case .string(let text): Node(text, Tag(.str), Self.style(of: text))
        case .array(let elements): Node(elements.map(node))
        case .object(let object):
            Node(object.members.map { (Node($0.name, Tag(.str), Self.style(of: $0.name)), node(of: $0.value)) })
        }
    }

    /// Quoted where it would be read as something else than a text.
    private static func style(of text: String) -> Node.Scalar.Style {
        let isPlain = text.utf8.first?.isASCIILetter ?? false
        return isPlain && !["true", "false", "null", "yes", "no", "on", "off"].contains(text) ? .any : .doubleQuoted
    }
}
