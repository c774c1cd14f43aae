import OAuthProtocol

/// How the token endpoint refuses (RFC 6749 §3.2, §5.2): clients decide by the error's code whether to try again, to sign in
/// again, or to register again.
struct TokenChecks: CheckGroup {
    let document: ServerDocument

    let title = "Token endpoint"
    let name = "token"
    var subject: String { document.members["token_endpoint"]?.string ?? document.issuer.value }

    func run(_ context: CheckContext, _ findings: inout Findings) async throws(Unanswered) {
        guard let url = document.endpoint("token_endpoint") else { return }
        let empty = try await context.send(.form(url, [("client_id", context.freshName("cardea-doctor"))]))
        guard !empty.isRedirect else {
            findings.check("token.redirect", clause: "RFC 6749 §3.2; RFC 9110 §15.4") {
                .problem(
                    "The token endpoint redirects",
                    "The answer is \(empty.status) to \(empty.quotedLocation). Clients do not"
                        + " follow, or lose the body, or carry their secret somewhere else.",
                    mend: "advertise the address that answers")
            }
            return
        }
        let odd = try await context.send(.form(url, [("grant_type", "urn:cardea-doctor:no-such-grant")]))
        let unknown = try await context.send(.form(url, code(for: context.freshName("cardea-doctor"), context)))
        let clause = "RFC 6749 §5.2"
        findings.check("token.missing_grant", clause: clause) { missingGrant(empty) }
        findings.check("token.unknown_grant", clause: clause) { unknownGrant(odd) }
        findings.check("token.unknown_client", clause: clause) { unknownClient(unknown) }
        checkForm([empty, odd, unknown], &findings)
        try await checkBasic(url, context, &findings)
        try await checkQuery(url, context, &findings)
    }

    private func code(for client: String, _ context: CheckContext) -> [(name: String, value: String)] {
        [
            ("grant_type", "authorization_code"), ("code", context.freshName("no-such-code")), ("client_id", client),
            ("redirect_uri", Nowhere.redirectURI), ("code_verifier", context.entropy.secret().exposed),
        ]
    }

    private func missingGrant(_ answer: Answer) -> Outcome {
        let error = ErrorBody(answer)
        if answer.status == 400, error.code == "invalid_request" {
            return .ok("A request without grant_type is invalid_request")
        }
        guard answer.isRefusal, error.code != nil else {
            return wrong("A request without grant_type", answer, "400 invalid_request")
        }
        return .note(
            "A request without grant_type is \(error.shown), \(answer.status)",
            "A required parameter is missing, which has a code of its own.", mend: "answer 400 invalid_request")
    }

    private func unknownGrant(_ answer: Answer) -> Outcome {
        let error = ErrorBody(answer)
        if answer.status == 400, error.code == "unsupported_grant_type" {
            return .ok("An unknown grant is unsupported_grant_type")
        }
        guard answer.isRefusal, let code = error.code,
            ["unsupported_grant_type", "invalid_client", "invalid_request"].contains(code)
        else { return wrong("An unknown grant", answer, "400 unsupported_grant_type") }
        return .note(
            "An unknown grant is \(error.shown), \(answer.status)",
            "Clients that look for another grant wait for unsupported_grant_type.",
            mend: "answer 400 unsupported_grant_type, also before the client is known")
    }

    private func unknownClient(_ answer: Answer) -> Outcome {
        let error = ErrorBody(answer)
        if error.code == "invalid_client" {
            return answer.status == 401
                ? .ok("An unknown client is invalid_client, 401")
                : .note(
                    "An unknown client is invalid_client, but \(answer.status)",
                    "Both are allowed; 401 is what most servers send, and some clients look at the status first.",
                    mend: "answer 401")
        }
        guard answer.isRefusal, error.code != nil else {
            return wrong("An unknown client", answer, "401 invalid_client")
        }
        return .warning(
            "An unknown client is \(error.shown), not invalid_client",
            "Clients that registered themselves throw their registration away and register again when they see"
                + " invalid_client, and are stuck for good when they see anything else.",
            mend: "judge the client before the code, and answer 401 invalid_client", clause: "RFC 6749 §5.2, §3.2.1")
    }

    private func wrong(_ what: String, _ answer: Answer, _ right: String) -> Outcome {
        .problem(
            "\(what) is not refused as it should be", "The answer was \(answer.summary).",
            mend: "answer \(right), as JSON")
    }

    private func checkForm(_ answers: [Answer], _ findings: inout Findings) {
        findings.check("token.error_body", clause: "RFC 6749 §5.2") {
            guard let trouble = answers.lazy.compactMap({ ErrorBody($0).trouble }).first else {
                return .ok("Errors are JSON that programs can read")
            }
            return .problem(
                "Errors are not in the form that programs read",
                "In one of them \(trouble). Clients then report something else, or nothing, and cannot recover.",
                mend:
                    "answer with {\"error\": \"...\", \"error_description\": \"...\"} as application/json, nothing null"
            )
        }
        findings.check("token.caching", clause: "RFC 6749 §5.1; OAuth 2.1 §3.2.3") {
            answers.allSatisfy(\.forbidsStoring)
                ? .ok("Answers are never stored on the way")
                : .warning(
                    "Answers may be stored on the way",
                    "Cache-Control: no-store is missing, so a proxy or a browser may keep tokens.",
                    mend: "send Cache-Control: no-store with every answer")
        }
    }

    private func checkBasic(
        _ url: WebURI, _ context: CheckContext, _ findings: inout Findings
    ) async throws(Unanswered) {
        let methods = document.list("token_endpoint_auth_methods_supported") ?? ["client_secret_basic"]
        guard methods.contains("client_secret_basic") else { return }
        let client = context.freshName("cardea-doctor")
        var request = OutgoingRequest.form(url, code(for: client, context).filter { $0.name != "client_id" })
        request.headers.append(("Authorization", "Basic " + Base64.encode(Array("\(client):x".utf8))))
        let answer = try await context.send(request)
        let error = ErrorBody(answer)
        findings.check("token.basic", clause: "RFC 6749 §5.2") {
            answer.status == 401 && error.code == "invalid_client" && answer.challenge("basic") != nil
                ? .ok("Wrong credentials in the header are invalid_client, 401, with a challenge")
                : .warning(
                    "Wrong credentials in the header are not answered by the book",
                    "The answer was \(error.seen), WWW-Authenticate "
                        + "\(answer.quoted("WWW-Authenticate")).",
                    mend: "answer 401 invalid_client with WWW-Authenticate: Basic")
        }
    }

    /// A secret or a code in a URL ends in logs, so GET must not even be looked at.
    private func checkQuery(
        _ url: WebURI, _ context: CheckContext, _ findings: inout Findings
    ) async throws(Unanswered) {
        // A URL that is too long for the query is one that nobody reads a query from.
        let asked = url.adding([("grant_type", "urn:cardea-doctor:no-such-grant")])
        let answer: Answer? = if let asked { try await context.send(OutgoingRequest("GET", asked)) } else { nil }
        findings.check("token.get") {
            guard let answer else { return .ok("GET is refused") }
            if ErrorBody(answer).code == "unsupported_grant_type" || answer.status == 200 && !answer.isPage {
                return .warning(
                    "The token endpoint reads parameters from the query",
                    "A GET was answered with \(ErrorBody(answer).seen).",
                    mend: "answer GET with 405, and read the body only", clause: "RFC 6749 §3.2, §2.3.1")
            }
            return answer.isRefusal
                ? .ok("GET is refused")
                : .note(
                    "GET is not refused", "The answer was \(answer.summary).", mend: "answer 405 with Allow: POST",
                    clause: "RFC 6749 §3.2")
        }
    }
}
