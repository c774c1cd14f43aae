import OAuthProtocol

/// How the token endpoint refuses (RFC 6749 §3.2, §5.2): clients decide by the error's code whether to try again, to sign in
/// again, or to register again.
struct TokenExamination: Examination {
    let document: ServerDocument

    let title = "Token endpoint"
    let name = "token"
    var subject: String { document.members["token_endpoint"]?.string ?? document.issuer.value }

    func examine(_ visit: Visit, _ findings: inout [Finding]) async throws(Unanswered) {
        guard let url = document.endpoint("token_endpoint") else { return }
        let empty = try await visit.send(.form(url, [("client_id", visit.freshName("cardea-doctor"))]))
        if empty.isRedirect {
            findings.append(redirect(empty))
            return
        }
        let odd = try await visit.send(.form(url, [("grant_type", "urn:cardea-doctor:no-such-grant")]))
        let unknown = try await visit.send(.form(url, code(for: visit.freshName("cardea-doctor"), visit)))
        findings += [missingGrant(empty), unknownGrant(odd), unknownClient(unknown)]
        findings.append(form([empty, odd, unknown]))
        findings.append(caching([empty, odd, unknown]))
        findings += try await basic(url, visit)
        findings.append(try await query(url, visit))
    }

    private func code(for client: String, _ visit: Visit) -> [(name: String, value: String)] {
        [
            ("grant_type", "authorization_code"), ("code", visit.freshName("no-such-code")), ("client_id", client),
            ("redirect_uri", Nowhere.redirectURI), ("code_verifier", visit.entropy.secret().exposed),
        ]
    }

    private func redirect(_ answer: Answer) -> Finding {
        .problem(
            "token.redirect", "The token endpoint redirects",
            "The answer is \(answer.status) to \(VisibleText.quoted(answer.header("Location") ?? "")). Clients do not"
                + " follow, or lose the body, or carry their secret somewhere else.",
            mend: "advertise the address that answers", clause: "RFC 6749 §3.2; RFC 9110 §15.4")
    }

    private func missingGrant(_ answer: Answer) -> Finding {
        let error = ErrorBody(answer)
        if answer.status == 400, error.code == "invalid_request" {
            return .ok("token.missing_grant", "A request without grant_type is invalid_request")
        }
        if answer.isRefusal, error.code != nil {
            return .note(
                "token.missing_grant", "A request without grant_type is \(error.shown), \(answer.status)",
                "A required parameter is missing, which has a code of its own.", mend: "answer 400 invalid_request",
                clause: "RFC 6749 §5.2")
        }
        return wrong("token.missing_grant", "A request without grant_type", answer, "400 invalid_request")
    }

    private func unknownGrant(_ answer: Answer) -> Finding {
        let error = ErrorBody(answer)
        if answer.status == 400, error.code == "unsupported_grant_type" {
            return .ok("token.unknown_grant", "An unknown grant is unsupported_grant_type")
        }
        if answer.isRefusal, let code = error.code,
            ["unsupported_grant_type", "invalid_client", "invalid_request"].contains(code)
        {
            return .note(
                "token.unknown_grant", "An unknown grant is \(error.shown), \(answer.status)",
                "Clients that look for another grant wait for unsupported_grant_type.",
                mend: "answer 400 unsupported_grant_type, also before the client is known", clause: "RFC 6749 §5.2")
        }
        return wrong("token.unknown_grant", "An unknown grant", answer, "400 unsupported_grant_type")
    }

    private func unknownClient(_ answer: Answer) -> Finding {
        let error = ErrorBody(answer)
        let detail =
            "Clients that registered themselves throw their registration away and register again when they see"
            + " invalid_client, and are stuck for good when they see anything else."
        if error.code == "invalid_client" {
            return answer.status == 401
                ? .ok("token.unknown_client", "An unknown client is invalid_client, 401")
                : .note(
                    "token.unknown_client", "An unknown client is invalid_client, but \(answer.status)",
                    "Both are allowed; 401 is what most servers send, and some clients look at the status first.",
                    mend: "answer 401", clause: "RFC 6749 §5.2")
        }
        guard answer.isRefusal, error.code != nil else {
            return wrong("token.unknown_client", "An unknown client", answer, "401 invalid_client")
        }
        return .warning(
            "token.unknown_client", "An unknown client is \(error.shown), not invalid_client", detail,
            mend: "judge the client before the code, and answer 401 invalid_client", clause: "RFC 6749 §5.2, §3.2.1")
    }

    private func wrong(_ id: String, _ what: String, _ answer: Answer, _ right: String) -> Finding {
        let code = ErrorBody(answer).code.map { ", \(VisibleText.quoted($0))" } ?? ""
        return .problem(
            id, "\(what) is not refused as it should be", "The answer was \(answer.summary)\(code).",
            mend: "answer \(right), as JSON", clause: "RFC 6749 §5.2")
    }

    private func form(_ answers: [Answer]) -> Finding {
        guard let trouble = answers.lazy.compactMap({ ErrorBody($0).trouble }).first else {
            return .ok("token.error_body", "Errors are JSON that programs can read")
        }
        return .problem(
            "token.error_body", "Errors are not in the form that programs read",
            "In one of them \(trouble). Clients then report something else, or nothing, and cannot recover.",
            mend: "answer with {\"error\": \"...\", \"error_description\": \"...\"} as application/json, nothing null",
            clause: "RFC 6749 §5.2")
    }

    private func caching(_ answers: [Answer]) -> Finding {
        let stored = answers.contains { answer in
            !answer.headers("Cache-Control").joined(separator: ",").octets.lowercased.octets.contains("no-store")
        }
        return stored
            ? .warning(
                "token.caching", "Answers may be stored on the way",
                "Cache-Control: no-store is missing, so a proxy or a browser may keep tokens.",
                mend: "send Cache-Control: no-store with every answer", clause: "RFC 6749 §5.1; OAuth 2.1 §3.2.3")
            : .ok("token.caching", "Answers are never stored on the way")
    }

    private func basic(_ url: WebURI, _ visit: Visit) async throws(Unanswered) -> [Finding] {
        let methods = document.list("token_endpoint_auth_methods_supported") ?? ["client_secret_basic"]
        guard methods.contains("client_secret_basic") else { return [] }
        let client = visit.freshName("cardea-doctor")
        var request = OutgoingRequest.form(url, code(for: client, visit).filter { $0.name != "client_id" })
        request.headers.append(("Authorization", "Basic " + Base64.encode(Array("\(client):x".utf8))))
        let answer = try await visit.send(request)
        let error = ErrorBody(answer)
        let challenge = answer.headers("WWW-Authenticate").compactMap { Challenge.read($0) }.joined().first {
            $0.scheme.octets.lowercased == "basic"
        }
        if answer.status == 401, error.code == "invalid_client", challenge != nil {
            return [.ok("token.basic", "Wrong credentials in the header are invalid_client, 401, with a challenge")]
        }
        return [
            .warning(
                "token.basic", "Wrong credentials in the header are not answered by the book",
                "The answer was \(answer.summary), \(error.shown), WWW-Authenticate "
                    + "\(VisibleText.quoted(answer.header("WWW-Authenticate") ?? "absent")).",
                mend: "answer 401 invalid_client with WWW-Authenticate: Basic", clause: "RFC 6749 §5.2")
        ]
    }

    /// A secret or a code in a URL ends in logs, so GET must not even be looked at.
    private func query(_ url: WebURI, _ visit: Visit) async throws(Unanswered) -> Finding {
        let id = "token.get"
        guard let asked = url.adding([("grant_type", "urn:cardea-doctor:no-such-grant")]) else {
            return .ok(id, "GET is refused")
        }
        let answer = try await visit.send(OutgoingRequest("GET", asked))
        if ErrorBody(answer).code == "unsupported_grant_type" || answer.status == 200 && !answer.isPage {
            return .warning(
                id, "The token endpoint reads parameters from the query",
                "A GET was answered with \(answer.summary), \(ErrorBody(answer).shown).",
                mend: "answer GET with 405, and read the body only", clause: "RFC 6749 §3.2, §2.3.1")
        }
        return answer.isRefusal
            ? .ok(id, "GET is refused")
            : .note(
                id, "GET is not refused", "The answer was \(answer.summary).", mend: "answer 405 with Allow: POST",
                clause: "RFC 6749 §3.2")
    }
}
