import OAuthProtocol

/// What the authorization endpoint lets a client do that it knows: redirect URIs, PKCE, resources, and what its errors carry.
struct KnownClientExamination: Examination {
    let document: ServerDocument
    let client: KnownClient
    /// The resource that tokens are wanted for; `nil` if the server was found by itself.
    let resource: WantedResource?

    let title = "Authorization requests of a known client"
    let name = "authorization"
    var subject: String { client.shownID }

    func examine(_ visit: Visit, _ findings: inout [Finding]) async throws(Unanswered) {
        guard let endpoint = document.endpoint("authorization_endpoint") else { return }
        var request = AuthorizationRequest(
            endpoint: endpoint, clientID: client.id, redirectURI: client.redirectURI, visit)
        let stranger = request.with("redirect_uri", Nowhere.strangeRedirectURI)
        findings.append(self.stranger(try await stranger.send(visit).answer))

        // Without a scope a client gets its own; a server may insist on one all the same (RFC 6749 §3.3).
        var good = try await request.send(visit).outcome
        if good.errorCode == "invalid_scope", document.isOpenID {
            request = request.with("scope", "openid")
            good = try await request.send(visit).outcome
        }
        findings.append(accepted(good))
        // Where a good request is refused, that a bad one is refused too says nothing.
        guard !good.isRefusal else { return }
        findings.append(missingPKCE(try await bare(request).send(visit).outcome))
        findings.append(plainPKCE(try await request.with("code_challenge_method", "plain").send(visit).outcome))
        if let otherPort = client.otherPort {
            findings.append(loopback(try await request.with("redirect_uri", otherPort).send(visit).outcome))
        }
        findings += answer(try await request.with("response_type", "cardea-doctor").send(visit).outcome, to: request)
        findings.append(unknownResource(try await request.with("resource", Nowhere.resource).send(visit).outcome))
        if let resource {
            let wanted = request.with("resource", resource.name).with("scope", resource.scope)
            findings.append(knownResource(try await wanted.send(visit).outcome, resource))
        }
    }

    private func bare(_ request: AuthorizationRequest) -> AuthorizationRequest {
        request.with("code_challenge", nil).with("code_challenge_method", nil)
    }

    private func stranger(_ answer: Answer) -> Finding {
        let id = "authorization.redirect_uri"
        return AuthorizationOutcome.leads(answer.header("Location") ?? "", to: Nowhere.strangeRedirectURI)
            ? .problem(
                id, "An address that was not registered is redirected to",
                "A redirect URI that nobody registered for this client was accepted: codes can be stolen.",
                mend: "compare redirect URIs with the registered ones, byte for byte; show an error page otherwise",
                clause: "RFC 9700 §2.1, §4.1; RFC 6749 §3.1.2.4")
            : .ok(id, "An address that was not registered is not redirected to")
    }

    private func accepted(_ outcome: AuthorizationOutcome) -> Finding {
        let id = "authorization.pkce.s256"
        switch outcome {
        case .wentOn: return .ok(id, "A good request with PKCE by S256 leads to sign-in")
        case .granted:
            return .warning(
                id, "A code was given without anybody signing in",
                "A first request, without cookies, was answered with a code.",
                mend: "ask people to sign in and to consent", clause: "RFC 6749 §4.1.1")
        case .refusedByRedirect, .refusedOnPage, .failed:
            return .problem(
                id, "A good request is refused", "With PKCE by S256, and nothing special, \(outcome.summary).",
                mend: "see what the error says; if it is about this client, name another with --client-id and"
                    + " --redirect-uri", clause: "RFC 6749 §4.1.1; RFC 7636 §4.3")
        }
    }

    private func missingPKCE(_ outcome: AuthorizationOutcome) -> Finding {
        let id = "authorization.pkce.required"
        if outcome.isRefusal { return .ok(id, "A request without PKCE is refused") }
        let mend = "demand code_challenge of every client, or of every public one"
        let clause = "RFC 9700 §2.1.1; OAuth 2.1 §4.1.1"
        return client.isPublic
            ? .problem(
                id, "A public client may go without PKCE",
                "Without code_challenge \(outcome.summary). Whoever catches the code can use it.", mend: mend,
                clause: clause)
            : .note(
                id, "This client may go without PKCE",
                "Without code_challenge \(outcome.summary). That is allowed for a client with a secret, and for no other.",
                mend: mend, clause: clause)
    }

    private func plainPKCE(_ outcome: AuthorizationOutcome) -> Finding {
        outcome.isRefusal
            ? .ok("authorization.pkce.plain", "PKCE by plain is refused")
            : .warning(
                "authorization.pkce.plain", "PKCE by plain is accepted",
                "With code_challenge_method plain \(outcome.summary). Whoever sees the request has the verifier.",
                mend: "accept S256 only", clause: "RFC 9700 §2.1.1; RFC 7636 §7.2")
    }

    private func loopback(_ outcome: AuthorizationOutcome) -> Finding {
        let id = "authorization.loopback_port"
        switch outcome {
        case .wentOn, .granted: return .ok(id, "A loopback redirect URI may have any port")
        case .refusedByRedirect, .refusedOnPage, .failed:
            return .warning(
                id, "A loopback redirect URI must have the registered port",
                "At another port \(outcome.summary). Native clients take whatever port is free.",
                mend: "let the port of http://127.0.0.1, http://[::1] and http://localhost vary",
                clause: "RFC 8252 §7.3; OAuth 2.1 §4.1.1")
        }
    }

    private func answer(_ outcome: AuthorizationOutcome, to request: AuthorizationRequest) -> [Finding] {
        guard case .refusedByRedirect(let parameters) = outcome else {
            return [
                .note(
                    "authorization.errors", "Errors are not sent back to the client",
                    "For an unknown response_type \(outcome.summary). The client waits for an answer that does not come.",
                    mend: "redirect to the client with error=unsupported_response_type, state and iss",
                    clause: "RFC 6749 §4.1.2.1")
            ]
        }
        var findings = [
            parameters["state"]?.octets == request.state.octets
                ? Finding.ok("authorization.state", "state comes back as it was sent")
                : .problem(
                    "authorization.state", "state does not come back as it was sent",
                    "It was \(VisibleText.quoted(parameters["state"] ?? "absent")). Clients refuse such an answer.",
                    mend: "return state byte for byte, with errors too", clause: "RFC 6749 §4.1.2.1")
        ]
        let isPromised = document.isTrue("authorization_response_iss_parameter_supported")
        let issuer = document.members["issuer"]?.string
        if let named = parameters["iss"] {
            findings.append(
                named.octets == issuer?.octets
                    ? .ok("authorization.iss", "The answer names its issuer")
                    : .problem(
                        "authorization.iss", "The answer names another issuer",
                        "iss was \(VisibleText.quoted(named)).",
                        mend: "send the issuer exactly as in the metadata", clause: "RFC 9207 §2.4"))
        } else if isPromised {
            findings.append(
                .problem(
                    "authorization.iss", "The answer does not name its issuer, as was promised",
                    "authorization_response_iss_parameter_supported is true, and an error came without iss. Clients refuse it.",
                    mend: "send iss with every authorization response, errors included", clause: "RFC 9207 §2, §2.4"))
        }
        return findings
    }

    private func unknownResource(_ outcome: AuthorizationOutcome) -> Finding {
        let id = "authorization.resource.unknown"
        if case .refusedByRedirect(let parameters) = outcome, parameters["error"] == "invalid_target" {
            return .ok(id, "A resource that nobody knows is invalid_target")
        }
        let mend = "answer invalid_target for resources that the server does not know"
        return outcome.isRefusal
            ? .note(
                id, "A resource that nobody knows is refused, but not as invalid_target",
                "For such a resource \(outcome.summary).", mend: mend, clause: "RFC 8707 §2")
            : .note(
                id, "A resource that nobody knows is accepted",
                "For such a resource \(outcome.summary). Either it is refused later, or tokens are not bound to a resource.",
                mend: mend, clause: "RFC 8707 §2; MCP 2025-11-25, Resource Parameter Implementation")
    }

    private func knownResource(_ outcome: AuthorizationOutcome, _ resource: WantedResource) -> Finding {
        let id = "authorization.resource.known"
        let name = VisibleText.line(resource.name, limit: 160)
        switch outcome {
        case .wentOn, .granted: return .ok(id, "A token for \(name) can be asked for")
        case .refusedByRedirect, .refusedOnPage, .failed:
            let scope = resource.scope.map { ", and the scope \(VisibleText.quoted($0)) that it asks for" } ?? ""
            return .problem(
                id, "A token for \(name) cannot be asked for",
                "With that resource\(scope), \(outcome.summary). MCP clients name both.",
                mend: outcome.errorCode == "invalid_scope"
                    ? "let clients have the scopes that the resource asks for, or have it ask for others"
                    : "tell the authorization server of this resource, under exactly this URI",
                clause: "RFC 8707 §2; MCP 2025-11-25, Resource Parameter Implementation, Scope Selection Strategy")
        }
    }
}
