import OAuthProtocol

/// A client that was registered for the checks.
struct Registration: Sendable {
    let client: KnownClient
    /// Where it is managed, and with which token (RFC 7592 §3); `nil` if the server lets nobody manage it.
    let management: (url: WebURI, token: Secret)?

    /// Where a native client would listen, and where it might listen next time.
    static let redirectURI = "http://127.0.0.1:33418/callback"
    static let otherPort = "http://127.0.0.1:52741/callback"

    /// What a native MCP client says of itself: no word of `token_endpoint_auth_method`, which a server is to read as
    /// "none" for a client on loopback.
    static func metadata(redirectURI: String = redirectURI, scope: String?) -> JSONValue {
        var metadata: JSONObject = [
            "client_name": .string("cardea doctor, to be removed"), "redirect_uris": .strings([redirectURI]),
            "grant_types": .strings(["authorization_code", "refresh_token"]), "response_types": .strings(["code"]),
        ]
        metadata["scope"] = scope.map(JSONValue.string)
        return .object(metadata)
    }

    /// What the server's answer registers; `nil` if it is no registration.
    init?(_ answer: Answer) {
        guard answer.isSuccess, let object = try? answer.object(), let id = object["client_id"]?.string, !id.isEmpty
        else {
            return nil
        }
        let method = object["token_endpoint_auth_method"]?.string
        client = KnownClient(
            id: id, redirectURI: Self.redirectURI, otherPort: Self.otherPort,
            isPublic: object["client_secret"]?.string == nil && (method == nil || method == "none"))
        if let url = object["registration_client_uri"]?.string.flatMap({ WebURI($0) }),
            let token = object["registration_access_token"]?.string, Self.fitsHeader(token)
        {
            management = (url, Secret(token))
        } else {
            management = nil
        }
    }

    /// RFC 6750 §2.1: a hostile server must not write our headers.
    private static func fitsHeader(_ token: String) -> Bool {
        token.utf8.count <= 8192 && token.utf8.allSatisfy { (0x21...0x7e).contains($0) }
    }

    /// Removes the client.
    ///
    /// - Throws: `Unanswered` if there was no answer.
    func remove(_ context: CheckContext) async throws(Unanswered) -> Answer? {
        guard let management else { return nil }
        var request = OutgoingRequest("DELETE", management.url)
        request.headers = [("Authorization", "Bearer \(management.token.exposed)")]
        return try await context.send(request)
    }
}
