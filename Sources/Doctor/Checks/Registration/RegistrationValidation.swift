import OAuthProtocol

/// What is to be said of the answer to a native client's registration (RFC 7591 §3.2.1).
struct RegistrationValidation {
    let answer: Answer
    /// The initial access token that was shown; `nil` for none.
    let token: Secret?

    /// What whoever runs the doctor can do where a registration wants a token.
    ///
    /// - `token`: the one that was shown.
    static func needsToken(_ token: Secret?) -> String {
        token == nil
            ? "to register with a token here, hand it over by --registration-token-stdin"
            : "hand over another token: this one may be mistyped, expired or taken back"
    }

    func check(_ findings: inout Findings) {
        let clause = "RFC 7591 §3.2.1"
        let object = try? answer.object()
        guard answer.isSuccess, let object, object["client_id"]?.string?.isEmpty == false else {
            return findings.check("registration.native") { refused }
        }
        findings.check("registration.native", clause: clause) {
            answer.status == 201
                ? .ok("A native client can register")
                : .warning(
                    "Registration succeeds with \(answer.status), not with 201", "Some clients compare the status.",
                    mend: "answer 201")
        }
        findings.check("registration.null", clause: clause) {
            let names = object.members.filter { $0.value == .null }.map(\.name)
            return names.isEmpty
                ? .ok("Nothing in the answer is null")
                : .problem(
                    "Members of the answer are null",
                    VisibleText.list(names) + ". Clients that check types take the registration for failed.",
                    mend: "leave out what has no value")
        }
        findings.check("registration.times", clause: clause) { times(object) }
        findings.check("registration.method", clause: "RFC 7591 §2; RFC 8252 §8.5") { method(object) }
        findings.check("registration.echo", clause: clause) { echo(object) }
        findings.check("registration.management", clause: "RFC 7592 §3") {
            let names = ["registration_client_uri", "registration_access_token"]
            switch names.count(where: { object[$0]?.string != nil }) {
            case 0: return nil
            case 2: return .ok("The client can manage its registration")
            default:
                return .problem(
                    "Half of what is needed to manage the registration is missing",
                    "registration_client_uri and registration_access_token go together.", mend: "send both or neither")
            }
        }
        findings.check("registration.caching", clause: clause) {
            answer.forbidsStoring
                ? nil
                : .warning(
                    "The registration may be stored on the way",
                    "Cache-Control: no-store is missing, and the answer may carry a secret.",
                    mend: "send Cache-Control: no-store")
        }
    }

    private var refused: Outcome {
        let why: String
        do {
            _ = try answer.object()
            why = ErrorBody(answer).seen
        } catch {
            why = "\(answer.summary); the body \(error.explanation)"
        }
        let seen = "The answer was \(why)."
        return answer.status == 401 || answer.status == 403
            ? .note(
                token == nil ? "Registration needs a token" : "Registration refuses the token that it was shown",
                seen + " Clients that nobody gave one cannot introduce themselves.",
                mend: Self.needsToken(token)
                    + "; for clients without one, open registration, or support client ID metadata documents",
                clause: "RFC 7591 §3")
            : .problem(
                "A native client cannot register", seen,
                mend:
                    "accept http redirect URIs on 127.0.0.1, and read a missing token_endpoint_auth_method as none for"
                    + " them", clause: "RFC 7591 §2, §3.2.2; RFC 8252 §7.3")
    }

    private func times(_ object: JSONObject) -> Outcome? {
        if let issued = object["client_id_issued_at"], issued != .null, issued.integer == nil {
            return .problem(
                "client_id_issued_at is not a number", "It should be the seconds since 1970.",
                mend: "write a JSON integer")
        }
        guard object["client_secret"]?.string != nil else { return nil }
        return object["client_secret_expires_at"]?.integer != nil
            ? .ok("The secret says when it expires")
            : .warning(
                "The secret does not say when it expires",
                "client_secret_expires_at is required beside client_secret; 0 means never.",
                mend: "add client_secret_expires_at")
    }

    private func method(_ object: JSONObject) -> Outcome {
        let hasSecret = object["client_secret"]?.string != nil
        switch (object["token_endpoint_auth_method"]?.string, hasSecret) {
        case ("none", false): return .ok("It is a public client, and is told so")
        case ("none", true):
            return .warning(
                "A public client is given a secret",
                "token_endpoint_auth_method is none, and there is a client_secret.", mend: "leave client_secret out")
        case (nil, false):
            return .warning(
                "The client is not told how to authenticate",
                "Without token_endpoint_auth_method it must take client_secret_basic for granted, and has no secret.",
                mend: "answer with token_endpoint_auth_method none")
        case (let method, true):
            return .note(
                "A native client is given a secret",
                "token_endpoint_auth_method is \(VisibleText.quoted(method ?? "client_secret_basic by default")). A secret on"
                    + " everybody's machine protects nothing, and not every client keeps it.",
                mend: "read a missing token_endpoint_auth_method of a loopback client as none")
        case (let method?, false):
            return .problem(
                "The client is told to authenticate by what it does not have",
                "token_endpoint_auth_method is \(VisibleText.quoted(method)), and there is no client_secret.",
                mend: "answer with token_endpoint_auth_method none")
        }
    }

    private func echo(_ object: JSONObject) -> Outcome {
        guard let uris = object["redirect_uris"]?.strings else {
            return .problem(
                "The answer does not say what was registered",
                "redirect_uris is missing. The MCP SDKs require it, and take the registration for failed.",
                mend: "return all registered metadata")
        }
        let shown = uris.prefix(3).map { VisibleText.quoted($0) }.joined(separator: ", ")
        return uris == [Registration.redirectURI]
            ? .ok("The redirect URI is registered as it was sent")
            : .problem(
                "The redirect URI is registered otherwise than it was sent",
                "It was \(Registration.redirectURI), and is \(shown).",
                mend: "keep redirect URIs byte for byte", clause: "RFC 7591 §3.2.1; RFC 3986 §6.2.1")
    }
}
