import OAuthProtocol

/// The other endpoints that the metadata names: that somebody answers there, and refuses strangers in a form that programs
/// can read.
struct ProgramEndpointsExamination: Examination {
    let document: ServerDocument

    let title = "Other endpoints"
    let name = "endpoint"
    var subject: String { document.issuer.value }

    func examine(_ visit: Visit, _ findings: inout [Finding]) async throws(Unanswered) {
        if let url = document.endpoint("userinfo_endpoint") { findings.append(try await userInfo(url, visit)) }
        if let url = document.endpoint("introspection_endpoint") {
            findings.append(try await introspection(url, visit))
        }
        if let url = document.endpoint("revocation_endpoint") { findings.append(try await revocation(url, visit)) }
        for (name, what) in [
            ("pushed_authorization_request_endpoint", "Pushed requests"),
            ("device_authorization_endpoint", "The device flow"),
        ] {
            guard let url = document.endpoint(name) else { continue }
            let id = name.octets.hasPrefix("pushed") ? "pushed_request.refusal" : "device.refusal"
            findings.append(try await refusal(id, what, url, visit))
        }
    }

    private func userInfo(_ url: WebURI, _ visit: Visit) async throws(Unanswered) -> Finding {
        let id = "userinfo.challenge"
        let answer = try await visit.send(.document(url))
        let challenge = answer.headers("WWW-Authenticate").compactMap { Challenge.read($0) }.joined().first {
            $0.isBearer
        }
        if answer.status == 401, challenge != nil {
            return .ok(id, "userinfo without a token is 401, with a Bearer challenge")
        }
        let seen =
            "The answer was \(answer.summary), WWW-Authenticate "
            + "\(VisibleText.quoted(answer.header("WWW-Authenticate") ?? "absent"))."
        let mend = "answer 401 with WWW-Authenticate: Bearer"
        let clause = "OpenID Connect Core 1.0 §5.3.3; RFC 6750 §3"
        return answer.isSuccess
            ? .problem(id, "userinfo is answered without a token", seen, mend: mend, clause: clause)
            : .warning(id, "userinfo without a token is not answered by the book", seen, mend: mend, clause: clause)
    }

    private func introspection(_ url: WebURI, _ visit: Visit) async throws(Unanswered) -> Finding {
        let id = "introspection.refusal"
        let answer = try await visit.send(.form(url, [("token", visit.freshName("no-such-token"))]))
        if answer.isSuccess, (try? answer.object()["active"]) != nil {
            return .problem(
                id, "Anybody may ask whether a token is good",
                "Introspection answered somebody who is not a client, so stolen tokens can be tried out at leisure.",
                mend: "authenticate whoever asks", clause: "RFC 7662 §2.1, §4")
        }
        return judged(id, "Introspection", answer)
    }

    private func revocation(_ url: WebURI, _ visit: Visit) async throws(Unanswered) -> Finding {
        let id = "revocation.refusal"
        let fields = [("token", visit.freshName("no-such-token")), ("client_id", visit.freshName("cardea-doctor"))]
        let answer = try await visit.send(.form(url, fields))
        if answer.status == 200 {
            return .note(
                id, "Revocation says yes to a client that it does not know",
                "Nothing is lost by it: nothing was revoked.", mend: "answer 401 invalid_client",
                clause: "RFC 7009 §2.1")
        }
        return judged(id, "Revocation", answer)
    }

    private func refusal(
        _ id: String, _ what: String, _ url: WebURI, _ visit: Visit
    ) async throws(Unanswered) -> Finding {
        let fields = [
            ("client_id", visit.freshName("cardea-doctor")), ("response_type", "code"),
            ("redirect_uri", Nowhere.redirectURI),
        ]
        return judged(id, what, try await visit.send(.form(url, fields)))
    }

    private func judged(_ id: String, _ what: String, _ answer: Answer) -> Finding {
        let error = ErrorBody(answer)
        let mend = "answer 401 invalid_client, as JSON"
        guard answer.isRefusal else {
            return .problem(
                id, "\(what): a client that nobody knows is not refused",
                "The answer was \(answer.summary), \(error.shown).", mend: mend, clause: "RFC 6749 §5.2")
        }
        if let trouble = error.trouble {
            return .warning(
                id, "\(what): errors are not in the form that programs read",
                "The answer was \(answer.summary); \(trouble).", mend: mend, clause: "RFC 6749 §5.2")
        }
        return .ok(id, "\(what): a client that nobody knows is \(error.shown), \(answer.status)")
    }
}
