import OAuthProtocol

/// A client that the server knows, with which more can be tried.
package struct KnownClient: Hashable, Sendable {
    package let id: String
    /// `nil` to leave it out of requests, which is good if exactly one is registered (RFC 6749 §3.1.2.3).
    package let redirectURI: String?
    /// The same redirect URI at another port of the loopback address; `nil` if it is not on loopback.
    var otherPort: String?
    /// Whether it is known to have no secret, so that PKCE is all that protects it.
    var isPublic = false

    /// The id as a heading; some servers put everything that they know of a client into it.
    var shownID: String { VisibleText.line(id, limit: 60) }

    package init(id: String, redirectURI: String?) {
        self.id = id
        self.redirectURI = redirectURI
    }
}

/// What the authorization endpoint lets a client do that it knows: redirect URIs, PKCE, resources, and what its errors
/// carry.
struct KnownClientChecks {
    let document: ServerDocument
    let client: KnownClient

    func run(_ examiner: Examiner) async throws(Unanswered) {
        guard let endpoint = document.endpoint("authorization_endpoint") else { return }
        var request = AuthorizationRequest(
            endpoint: endpoint, clientID: client.id, redirectURI: client.redirectURI, examiner)
        let stranger = try await request.with("redirect_uri", Nowhere.strangeRedirectURI).send(examiner).answer
        examiner.check(
            "authorization.redirect_uri", clause: "RFC 9700 §2.1, §4.1; RFC 6749 §3.1.2.4",
            .problem(
                if: stranger.leads(to: Nowhere.strangeRedirectURI),
                "An address that was not registered is redirected to",
                "A redirect URI that nobody registered for this client was accepted: codes can be stolen.",
                mend: "compare redirect URIs with the registered ones, byte for byte; show an error page otherwise"),
            .ok("An address that was not registered is not redirected to"))

        // Without a scope a client gets its own; a server may insist on one all the same (RFC 6749 §3.3).
        var good = try await request.send(examiner)
        if good.errorCode == "invalid_scope", document.isOpenID {
            request = request.with("scope", "openid")
            good = try await request.send(examiner)
        }
        examiner.check(
            "authorization.pkce.s256",
            .ok(if: good.kind == .wentOn, "A good request with PKCE by S256 leads to sign-in"),
            .warning(
                if: good.kind == .granted, "A code was given without anybody signing in",
                "A first request, without cookies, was answered with a code.",
                mend: "ask people to sign in and to consent", clause: "RFC 6749 §4.1.1"),
            .problem(
                "A good request is refused", "With PKCE by S256, and nothing special, \(good.summary).",
                mend: client.redirectURI == nil
                    ? "see what the error says; the request named no redirect URI, which is good for a client that has"
                        + " exactly one: otherwise name one with --redirect-uri"
                    : "see what the error says; if it is about this client, name another with --client-id and"
                        + " --redirect-uri", clause: "RFC 6749 §4.1.1; RFC 7636 §4.3"))
        // Where a good request is refused, that a bad one is refused too says nothing.
        guard !good.isRefusal else { return }
        try await checkPKCE(request, examiner)
        if let otherPort = client.otherPort {
            let outcome = try await request.with("redirect_uri", otherPort).send(examiner)
            examiner.check(
                "authorization.loopback_port", clause: "RFC 8252 §7.3; OAuth 2.1 §4.1.1",
                .ok(if: outcome.isAcceptance, "A loopback redirect URI may have any port"),
                .warning(
                    "A loopback redirect URI must have the registered port",
                    "At another port \(outcome.summary). Native clients take whatever port is free.",
                    mend: "let the port of http://127.0.0.1, http://[::1] and http://localhost vary"))
        }
        checkErrors(try await request.with("response_type", "cardea-doctor").send(examiner), request.state, examiner)
        try await checkResources(request, examiner)
    }

    private func checkPKCE(_ request: AuthorizationRequest, _ examiner: Examiner) async throws(Unanswered) {
        let bare = request.with("code_challenge", nil).with("code_challenge_method", nil)
        let without = try await bare.send(examiner)
        let seen = "Without code_challenge \(without.summary)."
        examiner.check(
            "authorization.pkce.required", clause: "RFC 9700 §2.1.1; OAuth 2.1 §4.1.1",
            mend: "demand code_challenge of every client, or of every public one",
            .ok(if: without.isRefusal, "A request without PKCE is refused"),
            .problem(
                if: client.isPublic, "A public client may go without PKCE",
                seen + " Whoever catches the code can use it."),
            .note(
                "This client may go without PKCE",
                seen + " That is allowed for a client with a secret, and for no other."))
        let plain = try await request.with("code_challenge_method", "plain").send(examiner)
        examiner.check(
            "authorization.pkce.plain", clause: "RFC 9700 §2.1.1; RFC 7636 §7.2",
            .ok(if: plain.isRefusal, "PKCE by plain is refused"),
            .warning(
                "PKCE by plain is accepted",
                "With code_challenge_method plain \(plain.summary). Whoever sees the request has the verifier.",
                mend: "accept S256 only"))
    }

    private func checkErrors(_ outcome: AuthorizationOutcome, _ sent: String, _ examiner: Examiner) {
        guard outcome.kind == .refusedByRedirect else {
            return examiner.check(
                "authorization.errors", clause: "RFC 6749 §4.1.2.1",
                .note(
                    "Errors are not sent back to the client",
                    "For an unknown response_type \(outcome.summary). The client waits for an answer that does not"
                        + " come.", mend: "redirect to the client with error=unsupported_response_type, state and iss"))
        }
        let state = outcome.parameters["state"]
        examiner.check(
            "authorization.state", clause: "RFC 6749 §4.1.2.1",
            .ok(if: state?.octets == sent.octets, "state comes back as it was sent"),
            .problem(
                "state does not come back as it was sent",
                "It was \(VisibleText.quoted(state ?? "absent")). Clients refuse such an answer.",
                mend: "return state byte for byte, with errors too"))
        let issuer = outcome.parameters["iss"]
        examiner.check(
            "authorization.iss",
            .ok(
                if: issuer != nil && issuer?.octets == document.members["issuer"]?.string?.octets,
                "The answer names its issuer"),
            .problem(
                if: issuer != nil, "The answer names another issuer", "iss was \(VisibleText.quoted(issuer ?? "")).",
                mend: "send the issuer exactly as in the metadata", clause: "RFC 9207 §2.4"),
            .problem(
                if: document.isTrue("authorization_response_iss_parameter_supported"),
                "The answer does not name its issuer, as was promised",
                "authorization_response_iss_parameter_supported is true, and an error came without iss. Clients refuse"
                    + " it.", mend: "send iss with every authorization response, errors included",
                clause: "RFC 9207 §2, §2.4"))
    }

    private func checkResources(_ request: AuthorizationRequest, _ examiner: Examiner) async throws(Unanswered) {
        let unknown = try await request.with("resource", Nowhere.resource).send(examiner)
        let seen = "For such a resource \(unknown.summary)."
        examiner.check(
            "authorization.resource.unknown", mend: "answer invalid_target for resources that the server does not know",
            .ok(if: unknown.errorCode == "invalid_target", "A resource that nobody knows is invalid_target"),
            .note(
                if: unknown.isRefusal, "A resource that nobody knows is refused, but not as invalid_target", seen,
                clause: "RFC 8707 §2"),
            .note(
                "A resource that nobody knows is accepted",
                seen + " Either it is refused later, or tokens are not bound to a resource.",
                clause: "RFC 8707 §2; MCP 2025-11-25, Resource Parameter Implementation"))
        guard let resource = document.resource else { return }
        let wanted = request.with("resource", resource.name).with("scope", resource.scope)
        let outcome = try await wanted.send(examiner)
        let name = VisibleText.line(resource.name, limit: 160)
        let scope = resource.scope.map { ", and the scope \(VisibleText.quoted($0)) that it asks for" } ?? ""
        examiner.check(
            "authorization.resource.known",
            clause: "RFC 8707 §2; MCP 2025-11-25, Resource Parameter Implementation, Scope Selection Strategy",
            .ok(if: outcome.isAcceptance, "A token for \(name) can be asked for"),
            .problem(
                "A token for \(name) cannot be asked for",
                "With that resource\(scope), \(outcome.summary). MCP clients name both.",
                mend: outcome.errorCode == "invalid_scope"
                    ? "let clients have the scopes that the resource asks for, or have it ask for others"
                    : "tell the authorization server of this resource, under exactly this URI"))
    }
}
