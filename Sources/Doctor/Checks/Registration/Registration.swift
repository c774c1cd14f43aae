import OAuthProtocol
import Outbound

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
    static func metadata(redirectURI: String = redirectURI, scope: String?) -> JSONObject {
        var metadata: JSONObject = [
            "client_name": .string("cardea doctor, to be removed"), "redirect_uris": .strings([redirectURI]),
            "grant_types": .strings(["authorization_code", "refresh_token"]), "response_types": .strings(["code"]),
        ]
        metadata["scope"] = scope.map(JSONValue.string)
        return metadata
    }

    /// What the server's answer registers; `nil` if it is no registration.
    init?(_ answer: Answer) {
        guard answer.isSuccess, let object = answer.object, let id = object["client_id"]?.string, !id.isEmpty else {
            return nil
        }
        let method = object["token_endpoint_auth_method"]?.string ?? "none"
        var client = KnownClient(id: id, redirectURI: Self.redirectURI)
        client.otherPort = Self.otherPort
        client.isPublic = object["client_secret"]?.string == nil && method == "none"
        self.client = client
        let url = object["registration_client_uri"]?.string.flatMap { WebURI($0) }
        // RFC 6750 §2.1: a hostile server must not write our headers.
        let token = object["registration_access_token"]?.string.flatMap { token in
            token.utf8.count <= 8192 && token.utf8.allSatisfy { (0x21...0x7e).contains($0) } ? Secret(token) : nil
        }
        management = if let url, let token { (url, token) } else { nil }
    }

    /// Removes the client.
    ///
    /// - Throws: `Unanswered` if there was no answer.
    func remove(_ examiner: Examiner) async throws(Unanswered) -> Answer? {
        guard let management else { return nil }
        return try await examiner.send(OutboundRequest("DELETE", management.url).with(token: management.token.exposed))
    }

    /// The last word to the server: the client that was registered leaves again (RFC 7592 §2.3).
    func checkRemoval(_ examiner: Examiner) async throws(Unanswered) {
        let answer = try await remove(examiner)
        examiner.check(
            "removal.client",
            .note(
                if: answer == nil, "The client that was registered stays",
                "The server gave no registration_client_uri and registration_access_token, so \(client.id) could not be"
                    + " removed.", mend: "remove it by hand", clause: "RFC 7592 §3"),
            .ok(if: answer?.status == 204, "The client that was registered is gone again"),
            .warning(
                "The client that was registered could not be removed",
                "DELETE was answered with \(answer?.summary ?? ""); \(client.id) may still be there.",
                mend: "answer 204, and remove the client by hand", clause: "RFC 7592 §2.3"))
    }
}
