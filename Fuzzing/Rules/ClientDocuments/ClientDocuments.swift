import OAuthProtocol
import OAuthServer
import Storage

/// The parser of client ID metadata documents, and of the addresses that they lie at. An input is a document, behind its
/// address on a line of its own if it begins with `http`.
enum ClientDocuments {
    private static let usualAddress = "https://app.example.com/oauth/client-metadata.json"

    static func judge(_ input: [UInt8]) async {
        var (address, document) = (usualAddress, input)
        if input.starts(with: "http".utf8), let end = input.firstIndex(of: UInt8(ascii: "\n")) {
            address = String(decoding: input[..<end], as: UTF8.self)
            document = Array(input[(end + 1)...])
        }
        await judge(document, at: ClientID(address))
    }

    private static func judge(_ document: [UInt8], at id: ClientID) async {
        let server = FuzzedServer(everyDocument: document)
        do throws(OAuthError) {
            guard let client = try await server.oauth.clients.find(id, from: "192.0.2.1", at: FuzzedServer.now) else {
                return mustHold(
                    ClientDocumentURI(id)?.isSecure != true, "a good address is that of no client: \(id)")
            }
            mustHold(client.id == id && client.origin == .document, "the document at \(id) makes another client")
            mustHold(
                !client.metadata.authenticationMethod.usesSecret && client.secrets.isEmpty,
                "a client of a public document has a secret")
            MetadataRules.judge(dynamic: client)
        } catch {
            error.mustBeFit(oneOf: [.invalidClient])
        }
    }
}
