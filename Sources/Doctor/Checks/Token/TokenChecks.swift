import OAuthProtocol
import Outbound

/// How the token endpoint refuses (RFC 6749 §3.2, §5.2): clients decide by the error's code whether to try again, to
/// sign in again, or to register again.
extension ServerDocument {
    static let strangeGrant = ("grant_type", "urn:cardea-doctor:no-such-grant")

    func checkTokens(_ examiner: Examiner) async throws(Unanswered) {
        guard let url = endpoint("token_endpoint") else { return }
        let empty = try await examiner.send(.form(url, [("client_id", examiner.freshName())]))
        guard !empty.isRedirect else {
            return examiner.check(
                "token.redirect", clause: "RFC 6749 §3.2; RFC 9110 §15.4",
                .problem(
                    "The token endpoint redirects",
                    "The answer is \(empty.redirection). Clients do not follow, or lose the body, or carry their secret"
                        + " somewhere else.", mend: "advertise the address that answers"))
        }
        let odd = try await examiner.send(.form(url, [Self.strangeGrant]))
        let unknown = try await examiner.send(.form(url, Self.code(for: examiner.freshName(), examiner)))
        checkCodes(empty, odd, unknown, examiner)
        checkForm([empty, odd, unknown], examiner)
        try await checkBasic(url, examiner)
        try await checkQuery(url, examiner)
    }

    private static func code(for client: String?, _ examiner: Examiner) -> [(name: String, value: String)] {
        let fields = [
            ("grant_type", "authorization_code"), ("code", examiner.freshName("no-such-code")), ("client_id", client),
            ("redirect_uri", Nowhere.redirectURI), ("code_verifier", examiner.context.entropy.secret().exposed),
        ]
        return fields.compactMap { name, value in value.map { (name, $0) } }
    }

    private func checkCodes(_ empty: Answer, _ odd: Answer, _ unknown: Answer, _ examiner: Examiner) {
        let clause = "RFC 6749 §5.2"
        func wrong(_ what: String, _ answer: Answer, _ right: String, unless codes: [String]? = nil) -> Outcome? {
            let isRight = answer.errorCode.map { codes?.contains($0) ?? true } ?? false
            return .problem(
                if: !answer.isRefusal || !isRight, "\(what) is not refused as it should be",
                "The answer was \(answer.summary).",
                mend: "answer \(right), as JSON")
        }
        examiner.check(
            "token.missing_grant", clause: clause,
            .ok(
                if: empty.status == 400 && empty.errorCode == "invalid_request",
                "A request without grant_type is invalid_request"),
            wrong("A request without grant_type", empty, "400 invalid_request"),
            .note(
                "A request without grant_type is \(empty.shownError), \(empty.status)",
                "A required parameter is missing, which has a code of its own.", mend: "answer 400 invalid_request"))
        examiner.check(
            "token.unknown_grant", clause: clause,
            .ok(
                if: odd.status == 400 && odd.errorCode == "unsupported_grant_type",
                "An unknown grant is unsupported_grant_type"),
            wrong(
                "An unknown grant", odd, "400 unsupported_grant_type",
                unless: ["unsupported_grant_type", "invalid_client", "invalid_request"]),
            .note(
                "An unknown grant is \(odd.shownError), \(odd.status)",
                "Clients that look for another grant wait for unsupported_grant_type.",
                mend: "answer 400 unsupported_grant_type, also before the client is known"))
        let isNamed = unknown.errorCode == "invalid_client"
        examiner.check(
            "token.unknown_client", clause: clause,
            .ok(if: isNamed && unknown.status == 401, "An unknown client is invalid_client, 401"),
            .note(
                if: isNamed, "An unknown client is invalid_client, but \(unknown.status)",
                "Both are allowed; 401 is what most servers send, and some clients look at the status first.",
                mend: "answer 401"),
            wrong("An unknown client", unknown, "401 invalid_client"),
            .warning(
                "An unknown client is \(unknown.shownError), not invalid_client",
                "Clients that registered themselves throw their registration away and register again when they see"
                    + " invalid_client, and are stuck for good when they see anything else.",
                mend: "judge the client before the code, and answer 401 invalid_client",
                clause: "RFC 6749 §5.2, §3.2.1"))
    }

    private func checkForm(_ answers: [Answer], _ examiner: Examiner) {
        let trouble = answers.lazy.compactMap(\.errorTrouble).first
        examiner.check(
            "token.error_body", clause: "RFC 6749 §5.2",
            .ok(if: trouble == nil, "Errors are JSON that programs can read"),
            .problem(
                "Errors are not in the form that programs read",
                "In one of them \(trouble ?? ""). Clients then report something else, or nothing, and cannot recover.",
                mend: "answer with {\"error\": \"...\", \"error_description\": \"...\"} as application/json, nothing"
                    + " null"))
        examiner.check(
            "token.caching", clause: "RFC 6749 §5.1; OAuth 2.1 §3.2.3",
            .ok(if: answers.allSatisfy(\.forbidsStoring), "Answers are never stored on the way"),
            .warning(
                "Answers may be stored on the way",
                "Cache-Control: no-store is missing, so a proxy or a browser may keep tokens.",
                mend: "send Cache-Control: no-store with every answer"))
    }

    private func checkBasic(_ url: WebURI, _ examiner: Examiner) async throws(Unanswered) {
        let methods = list("token_endpoint_auth_methods_supported") ?? ["client_secret_basic"]
        guard methods.contains("client_secret_basic") else { return }
        let client = examiner.freshName()
        var request = OutboundRequest.form(url, Self.code(for: nil, examiner))
        request.headers.append(("Authorization", "Basic " + Base64.encode(Array("\(client):x".utf8))))
        let answer = try await examiner.send(request)
        let isRight = answer.status == 401 && answer.errorCode == "invalid_client"
        examiner.check(
            "token.basic", clause: "RFC 6749 §5.2",
            .ok(
                if: isRight && answer.challenge("basic") != nil,
                "Wrong credentials in the header are invalid_client, 401, with a challenge"),
            .warning(
                "Wrong credentials in the header are not answered by the book",
                "The answer was \(answer.errorSummary), WWW-Authenticate"
                    + " \(answer.quoted("WWW-Authenticate")).",
                mend: "answer 401 invalid_client with WWW-Authenticate: Basic"))
    }

    /// A secret or a code in a URL ends in logs, so GET must not even be looked at.
    private func checkQuery(_ url: WebURI, _ examiner: Examiner) async throws(Unanswered) {
        // A URL that is too long for the query is one that nobody reads a query from.
        guard let asked = url.adding([Self.strangeGrant]) else {
            return examiner.check("token.get", .ok("GET is refused"))
        }
        let answer = try await examiner.send(OutboundRequest("GET", asked))
        examiner.check(
            "token.get",
            .warning(
                if: answer.errorCode == "unsupported_grant_type" || answer.status == 200 && !answer.isPage,
                "The token endpoint reads parameters from the query",
                "A GET was answered with \(answer.errorSummary).",
                mend: "answer GET with 405, and read the body only", clause: "RFC 6749 §3.2, §2.3.1"),
            .ok(if: answer.isRefusal, "GET is refused"),
            .note(
                "GET is not refused", "The answer was \(answer.summary).", mend: "answer 405 with Allow: POST",
                clause: "RFC 6749 §3.2"))
    }
}
