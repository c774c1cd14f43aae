import OAuthProtocol

/// The other endpoints that the metadata names: that somebody answers there, and refuses strangers in a form that programs
/// can read.
struct OtherEndpointChecks: CheckGroup {
    let document: ServerDocument

    let title = "Other endpoints"
    let name = "endpoint"
    var subject: String { document.issuer.value }

    func run(_ context: CheckContext, _ findings: inout Findings) async throws(Unanswered) {
        if let url = document.endpoint("userinfo_endpoint") {
            let answer = try await context.send(.document(url))
            findings.check(
                "userinfo.challenge", clause: "OpenID Connect Core 1.0 §5.3.3; RFC 6750 §3",
                mend: "answer 401 with WWW-Authenticate: Bearer"
            ) {
                if answer.status == 401, answer.challenge("bearer") != nil {
                    return .ok("userinfo without a token is 401, with a Bearer challenge")
                }
                let seen = "The answer was \(answer.summary), WWW-Authenticate \(answer.quoted("WWW-Authenticate"))."
                return answer.isSuccess
                    ? .problem("userinfo is answered without a token", seen)
                    : .warning("userinfo without a token is not answered by the book", seen)
            }
        }
        if let url = document.endpoint("introspection_endpoint") {
            let answer = try await context.send(.form(url, [("token", context.freshName("no-such-token"))]))
            findings.check("introspection.refusal") {
                answer.isSuccess && (try? answer.object()["active"]) != nil
                    ? .problem(
                        "Anybody may ask whether a token is good",
                        "Introspection answered somebody who is no client, so stolen tokens can be tried out at leisure.",
                        mend: "authenticate whoever asks", clause: "RFC 7662 §2.1, §4")
                    : unknownClient("Introspection", answer)
            }
        }
        if let url = document.endpoint("revocation_endpoint") {
            let token = context.freshName("no-such-token")
            let fields = [("token", token), ("client_id", context.freshName("cardea-doctor"))]
            let answer = try await context.send(.form(url, fields))
            findings.check("revocation.refusal") {
                answer.status == 200
                    ? .note(
                        "Revocation says yes to a client that it does not know",
                        "Nothing is lost by it: nothing was revoked.", mend: "answer 401 invalid_client",
                        clause: "RFC 7009 §2.1")
                    : unknownClient("Revocation", answer)
            }
        }
        if let url = document.endpoint("pushed_authorization_request_endpoint") {
            let answer = try await authorization(at: url, context)
            findings.check("pushed_request.refusal") { unknownClient("Pushed requests", answer) }
        }
        if let url = document.endpoint("device_authorization_endpoint") {
            let answer = try await authorization(at: url, context)
            findings.check("device.refusal") { unknownClient("The device flow", answer) }
        }
    }

    /// What a client that nobody knows is answered when it asks for somebody's authorization.
    private func authorization(at url: WebURI, _ context: CheckContext) async throws(Unanswered) -> Answer {
        let fields = [
            ("client_id", context.freshName("cardea-doctor")), ("response_type", "code"),
            ("redirect_uri", Nowhere.redirectURI),
        ]
        return try await context.send(.form(url, fields))
    }

    /// What is to be said of the answer to a client that nobody knows.
    private func unknownClient(_ what: String, _ answer: Answer) -> Outcome {
        let error = ErrorBody(answer)
        let (mend, clause) = ("answer 401 invalid_client, as JSON", "RFC 6749 §5.2")
        guard answer.isRefusal else {
            return .problem(
                "\(what): a client that nobody knows is not refused",
                "The answer was \(error.seen).", mend: mend, clause: clause)
        }
        if let trouble = error.trouble {
            return .warning(
                "\(what): errors are not in the form that programs read",
                "The answer was \(answer.summary); \(trouble).", mend: mend, clause: clause)
        }
        return .ok("\(what): a client that nobody knows is \(error.shown), \(answer.status)")
    }
}
