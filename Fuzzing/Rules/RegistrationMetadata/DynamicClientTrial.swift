import OAuthProtocol
import OAuthServer
import Storage

/// Metadata as anybody may send it to a server with open registration.
struct DynamicClientTrial {
    private let server = FuzzedServer()

    func judge(_ registration: JSONObject, _ update: JSONObject?) async {
        guard let operation = server.oauth.registration else { finding("there is no registration") }
        do throws(OAuthError) {
            let told = try await operation.register(registration, RequestFacts(parameters: Parameters()), at: now)
            let client = try await judge(told)
            let again = try await operation.register(told, RequestFacts(parameters: Parameters()), at: now)
            mustHold(
                try await judge(again).metadata.stated == client.metadata.stated,
                "what a client is told of itself registers another")
            let owner = RequestFacts(
                parameters: Parameters(), authorization: "Bearer \(told["registration_access_token"]?.string ?? "")")
            mustHold(try await operation.read(client.id, owner, at: now) == told, "a registration reads differently")
            guard var update else { return }
            update["client_id"] = .string(client.id.value)
            update["client_secret"] = nil
            try await judge(operation.replace(client.id, by: update, owner, at: now))
        } catch {
            error.mustBeFit(oneOf: MetadataRules.refusals)
        }
    }

    private var now: Timestamp { FuzzedServer.now }

    /// The client of a client information response (RFC 7591 §3.2.1).
    @discardableResult
    private func judge(_ told: JSONObject) async throws(OAuthError) -> ClientRecord {
        guard let id = told["client_id"]?.string,
            let client = try await server.oauth.clients.find(ClientID(id), from: "192.0.2.1", at: now)
        else { finding("a client that was registered is not known") }
        // An empty list of response types says that the client has none, where silence would mean `code` (RFC 7591 §2).
        for (name, value) in told.members where name != "response_types" {
            mustHold(value != .null && value != .string("") && value != .array([]), "\(name) is told and says nothing")
        }
        mustHold(id.utf8.count <= SealedRegistrations.limit, "a client_id has \(id.utf8.count) characters")
        mustHold(
            (told["client_secret"] != nil) == client.metadata.authenticationMethod.usesSecret,
            "a secret is told to whom it does not serve, or not to whom it does")
        mustHold(client.origin == .registration, "a client says where it comes from")
        MetadataRules.judge(dynamic: client)
        return client
    }
}
