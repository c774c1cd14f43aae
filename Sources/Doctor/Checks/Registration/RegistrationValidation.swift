import OAuthProtocol
import Outbound

/// What is to be said of the answer to a native client's registration (RFC 7591 §3.2.1).
extension Answer {
    /// What whoever runs the doctor can do where a registration wants a token.
    ///
    /// - `token`: the initial access token that was shown; `nil` for none.
    static func needsToken(_ token: Secret?) -> String {
        token == nil
            ? "to register with a token here, hand it over by --registration-token-stdin"
            : "hand over another token: this one may be mistyped, expired or taken back"
    }

    /// - `token`: the initial access token that was shown; `nil` for none.
    func checkRegistration(token: Secret?, _ examiner: Examiner) {
        let clause = "RFC 7591 §3.2.1"
        guard isSuccess, let object, object["client_id"]?.string?.isEmpty == false else {
            return checkRefusal(token, examiner)
        }
        examiner.check(
            "registration.native", clause: clause,
            .ok(if: status == 201, "A native client can register"),
            .warning(
                "Registration succeeds with \(status), not with 201", "Some clients compare the status.",
                mend: "answer 201"))
        let nulls = object.names(.null)
        examiner.check(
            "registration.null", clause: clause,
            .ok(if: nulls.isEmpty, "Nothing in the answer is null"),
            .problem(
                "Members of the answer are null",
                VisibleText.list(nulls) + ". Clients that check types take the registration for failed.",
                mend: "leave out what has no value"))
        let hasSecret = object["client_secret"]?.string != nil
        let issued = object["client_id_issued_at"] ?? .null
        examiner.check(
            "registration.times", clause: clause,
            .problem(
                if: issued != .null && issued.integer == nil, "client_id_issued_at is not a number",
                "It should be the seconds since 1970.", mend: "write a JSON integer"),
            .ok(if: hasSecret && object["client_secret_expires_at"]?.integer != nil, "The secret says when it expires"),
            .warning(
                if: hasSecret, "The secret does not say when it expires",
                "client_secret_expires_at is required beside client_secret; 0 means never.",
                mend: "add client_secret_expires_at"))
        checkMethod(object["token_endpoint_auth_method"]?.string, hasSecret: hasSecret, examiner)
        let uris = object["redirect_uris"]?.strings
        examiner.check(
            "registration.echo", clause: clause,
            .problem(
                if: uris == nil, "The answer does not say what was registered",
                "redirect_uris is missing. The MCP SDKs require it, and take the registration for failed.",
                mend: "return all registered metadata"),
            .ok(if: uris == [Registration.redirectURI], "The redirect URI is registered as it was sent"),
            .problem(
                "The redirect URI is registered otherwise than it was sent",
                "It was \(Registration.redirectURI), and is \(VisibleText.quoted(uris ?? [], first: 3)).",
                mend: "keep redirect URIs byte for byte", clause: "RFC 7591 §3.2.1; RFC 3986 §6.2.1"))
        let parts = ["registration_client_uri", "registration_access_token"].count { object[$0]?.string != nil }
        examiner.check(
            "registration.management", clause: "RFC 7592 §3",
            .ok(if: parts == 2, "The client can manage its registration"),
            .problem(
                if: parts == 1, "Half of what is needed to manage the registration is missing",
                "registration_client_uri and registration_access_token go together.", mend: "send both or neither"))
        examiner.check(
            "registration.caching", clause: clause,
            .warning(
                if: !forbidsStoring, "The registration may be stored on the way",
                "Cache-Control: no-store is missing, and the answer may carry a secret.",
                mend: "send Cache-Control: no-store"))
    }

    private func checkRefusal(_ token: Secret?, _ examiner: Examiner) {
        let seen = "The answer was \(trouble.map { "\(summary); the body \($0)" } ?? errorSummary)."
        examiner.check(
            "registration.native",
            .note(
                if: [401, 403].contains(status),
                token == nil ? "Registration needs a token" : "Registration refuses the token that it was shown",
                seen + " Clients that nobody gave one cannot introduce themselves.",
                mend: Self.needsToken(token)
                    + "; for clients without one, open registration, or support client ID metadata documents",
                clause: "RFC 7591 §3"),
            .problem(
                "A native client cannot register", seen,
                mend: "accept http redirect URIs on 127.0.0.1, and read a missing token_endpoint_auth_method as none"
                    + " for them", clause: "RFC 7591 §2, §3.2.2; RFC 8252 §7.3"))
    }

    private func checkMethod(_ method: String?, hasSecret: Bool, _ examiner: Examiner) {
        let shown = VisibleText.quoted(method ?? "client_secret_basic by default")
        examiner.check(
            "registration.method", clause: "RFC 7591 §2; RFC 8252 §8.5",
            .ok(if: method == "none" && !hasSecret, "It is a public client, and is told so"),
            .warning(
                if: method == "none", "A public client is given a secret",
                "token_endpoint_auth_method is none, and there is a client_secret.", mend: "leave client_secret out"),
            .warning(
                if: method == nil && !hasSecret, "The client is not told how to authenticate",
                "Without token_endpoint_auth_method it must take client_secret_basic for granted, and has no secret.",
                mend: "answer with token_endpoint_auth_method none"),
            .note(
                if: hasSecret, "A native client is given a secret",
                "token_endpoint_auth_method is \(shown). A secret on everybody's machine protects nothing, and not"
                    + " every client keeps it.",
                mend: "read a missing token_endpoint_auth_method of a loopback client as none"),
            .problem(
                "The client is told to authenticate by what it does not have",
                "token_endpoint_auth_method is \(shown), and there is no client_secret.",
                mend: "answer with token_endpoint_auth_method none"))
    }
}
