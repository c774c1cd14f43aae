import OAuthProtocol

/// An authorization request as a good client would make it (RFC 6749 §4.1.1, RFC 7636 §4.3), to be spoilt in one place.
struct AuthorizationRequest: Sendable {
    let endpoint: WebURI
    /// In their order; names stand once.
    private(set) var fields: [(name: String, value: String)]
    let state: String

    init(endpoint: WebURI, clientID: String, redirectURI: String?, _ context: CheckContext) {
        self.endpoint = endpoint
        state = context.freshName("state")
        let challenge = Base64URL.encode(context.entropy.secret().digest.octets)
        fields = [
            ("response_type", "code"), ("client_id", clientID), ("state", state), ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
        ]
        if let redirectURI { fields.append(("redirect_uri", redirectURI)) }
    }

    /// The same with one parameter other than it was; `nil` leaves it out.
    func with(_ name: String, _ value: String?) -> AuthorizationRequest {
        var copy = self
        copy.fields.removeAll { $0.name == name }
        if let value { copy.fields.append((name, value)) }
        return copy
    }

    var redirectURI: String? {
        fields.first { $0.name == "redirect_uri" }?.value
    }

    /// As a browser that signs in to nothing yet sends it.
    ///
    /// - Throws: `Unanswered` if there was no answer.
    func send(_ context: CheckContext) async throws(Unanswered) -> (outcome: AuthorizationOutcome, answer: Answer) {
        guard let url = endpoint.adding(fields) else {
            throw Unanswered(url: endpoint, cause: .failed(.notHTTP("the request would be too long")))
        }
        var request = OutgoingRequest("GET", url)
        request.headers = [("Accept", "text/html,application/xhtml+xml")]
        let answer = try await context.send(request)
        return (AuthorizationOutcome(answer, redirectURI: redirectURI), answer)
    }
}
