import OAuthProtocol

/// What the authorization endpoint lets a client do that it knows: redirect URIs, PKCE, resources, and what its errors carry.
struct KnownClientChecks: CheckGroup {
    let document: ServerDocument
    let client: KnownClient
    /// The resource that tokens are wanted for; `nil` if the server was found by itself.
    let resource: WantedResource?

    let title = "Authorization requests of a known client"
    let name = "authorization"
    var subject: String { client.shownID }

    func run(_ context: CheckContext, _ findings: inout Findings) async throws(Unanswered) {
        guard let endpoint = document.endpoint("authorization_endpoint") else { return }
        var request = AuthorizationRequest(
            endpoint: endpoint, clientID: client.id, redirectURI: client.redirectURI, context)
        let stranger = try await request.with("redirect_uri", Nowhere.strangeRedirectURI).send(context).answer
        findings.check("authorization.redirect_uri", clause: "RFC 9700 §2.1, §4.1; RFC 6749 §3.1.2.4") {
            AuthorizationOutcome.leads(stranger.header("Location") ?? "", to: Nowhere.strangeRedirectURI)
                ? .problem(
                    "An address that was not registered is redirected to",
                    "A redirect URI that nobody registered for this client was accepted: codes can be stolen.",
                    mend: "compare redirect URIs with the registered ones, byte for byte; show an error page otherwise")
                : .ok("An address that was not registered is not redirected to")
        }

        // Without a scope a client gets its own; a server may insist on one all the same (RFC 6749 §3.3).
        var good = try await request.send(context).outcome
        if good.errorCode == "invalid_scope", document.isOpenID {
            request = request.with("scope", "openid")
            good = try await request.send(context).outcome
        }
        findings.check("authorization.pkce.s256") { accepted(good) }
        // Where a good request is refused, that a bad one is refused too says nothing.
        guard !good.isRefusal else { return }
        try await checkPKCE(request, context, &findings)
        if let otherPort = client.otherPort {
            let outcome = try await request.with("redirect_uri", otherPort).send(context).outcome
            findings.check("authorization.loopback_port", clause: "RFC 8252 §7.3; OAuth 2.1 §4.1.1") {
                outcome.isAcceptance
                    ? .ok("A loopback redirect URI may have any port")
                    : .warning(
                        "A loopback redirect URI must have the registered port",
                        "At another port \(outcome.summary). Native clients take whatever port is free.",
                        mend: "let the port of http://127.0.0.1, http://[::1] and http://localhost vary")
            }
        }
        checkErrors(try await request.with("response_type", "cardea-doctor").send(context).outcome, request, &findings)
        try await checkResources(request, context, &findings)
    }

    private func accepted(_ outcome: AuthorizationOutcome) -> Outcome {
        switch outcome {
        case .wentOn: .ok("A good request with PKCE by S256 leads to sign-in")
        case .granted:
            .warning(
                "A code was given without anybody signing in",
                "A first request, without cookies, was answered with a code.",
                mend: "ask people to sign in and to consent", clause: "RFC 6749 §4.1.1")
        case .refusedByRedirect, .refusedOnPage, .failed:
            .problem(
                "A good request is refused", "With PKCE by S256, and nothing special, \(outcome.summary).",
                mend: client.redirectURI == nil
                    ? "see what the error says; the request named no redirect URI, which is good for a client that has"
                        + " exactly one: otherwise name one with --redirect-uri"
                    : "see what the error says; if it is about this client, name another with --client-id and"
                        + " --redirect-uri", clause: "RFC 6749 §4.1.1; RFC 7636 §4.3")
        }
    }

    private func checkPKCE(
        _ request: AuthorizationRequest, _ context: CheckContext, _ findings: inout Findings
    ) async throws(Unanswered) {
        let bare = request.with("code_challenge", nil).with("code_challenge_method", nil)
        let without = try await bare.send(context).outcome
        findings.check(
            "authorization.pkce.required", clause: "RFC 9700 §2.1.1; OAuth 2.1 §4.1.1",
            mend: "demand code_challenge of every client, or of every public one"
        ) {
            if without.isRefusal { return .ok("A request without PKCE is refused") }
            let seen = "Without code_challenge \(without.summary)."
            return client.isPublic
                ? .problem("A public client may go without PKCE", seen + " Whoever catches the code can use it.")
                : .note(
                    "This client may go without PKCE",
                    seen + " That is allowed for a client with a secret, and for no other.")
        }
        let plain = try await request.with("code_challenge_method", "plain").send(context).outcome
        findings.check("authorization.pkce.plain", clause: "RFC 9700 §2.1.1; RFC 7636 §7.2") {
            plain.isRefusal
                ? .ok("PKCE by plain is refused")
                : .warning(
                    "PKCE by plain is accepted",
                    "With code_challenge_method plain \(plain.summary). Whoever sees the request has the verifier.",
                    mend: "accept S256 only")
        }
    }

    private func checkErrors(
        _ outcome: AuthorizationOutcome, _ request: AuthorizationRequest, _ findings: inout Findings
    ) {
        guard case .refusedByRedirect(let parameters) = outcome else {
            return findings.check("authorization.errors", clause: "RFC 6749 §4.1.2.1") {
                .note(
                    "Errors are not sent back to the client",
                    "For an unknown response_type \(outcome.summary). The client waits for an answer that does not come.",
                    mend: "redirect to the client with error=unsupported_response_type, state and iss")
            }
        }
        findings.check("authorization.state", clause: "RFC 6749 §4.1.2.1") {
            parameters["state"]?.octets == request.state.octets
                ? .ok("state comes back as it was sent")
                : .problem(
                    "state does not come back as it was sent",
                    "It was \(VisibleText.quoted(parameters["state"] ?? "absent")). Clients refuse such an answer.",
                    mend: "return state byte for byte, with errors too")
        }
        findings.check("authorization.iss") {
            if let named = parameters["iss"] {
                return named.octets == document.members["issuer"]?.string?.octets
                    ? .ok("The answer names its issuer")
                    : .problem(
                        "The answer names another issuer", "iss was \(VisibleText.quoted(named)).",
                        mend: "send the issuer exactly as in the metadata", clause: "RFC 9207 §2.4")
            }
            guard document.isTrue("authorization_response_iss_parameter_supported") else { return nil }
            return .problem(
                "The answer does not name its issuer, as was promised",
                "authorization_response_iss_parameter_supported is true, and an error came without iss. Clients refuse it.",
                mend: "send iss with every authorization response, errors included", clause: "RFC 9207 §2, §2.4")
        }
    }

    private func checkResources(
        _ request: AuthorizationRequest, _ context: CheckContext, _ findings: inout Findings
    ) async throws(Unanswered) {
        let unknown = try await request.with("resource", Nowhere.resource).send(context).outcome
        let mend = "answer invalid_target for resources that the server does not know"
        findings.check("authorization.resource.unknown", mend: mend) {
            if unknown.errorCode == "invalid_target" { return .ok("A resource that nobody knows is invalid_target") }
            let seen = "For such a resource \(unknown.summary)."
            return unknown.isRefusal
                ? .note(
                    "A resource that nobody knows is refused, but not as invalid_target", seen, clause: "RFC 8707 §2")
                : .note(
                    "A resource that nobody knows is accepted",
                    seen + " Either it is refused later, or tokens are not bound to a resource.",
                    clause: "RFC 8707 §2; MCP 2025-11-25, Resource Parameter Implementation")
        }
        guard let resource else { return }
        let wanted = request.with("resource", resource.name).with("scope", resource.scope)
        let outcome = try await wanted.send(context).outcome
        findings.check(
            "authorization.resource.known",
            clause: "RFC 8707 §2; MCP 2025-11-25, Resource Parameter Implementation, Scope Selection Strategy"
        ) {
            let name = VisibleText.line(resource.name, limit: 160)
            let scope = resource.scope.map { ", and the scope \(VisibleText.quoted($0)) that it asks for" } ?? ""
            return outcome.isAcceptance
                ? .ok("A token for \(name) can be asked for")
                : .problem(
                    "A token for \(name) cannot be asked for",
                    "With that resource\(scope), \(outcome.summary). MCP clients name both.",
                    mend: outcome.errorCode == "invalid_scope"
                        ? "let clients have the scopes that the resource asks for, or have it ask for others"
                        : "tell the authorization server of this resource, under exactly this URI")
        }
    }
}
