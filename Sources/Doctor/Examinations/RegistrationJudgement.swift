import OAuthProtocol

/// What is to be said of the answer to a native client's registration (RFC 7591 §3.2.1).
struct RegistrationJudgement {
    let answer: Answer

    var findings: [Finding] {
        let object: JSONObject
        do {
            object = try answer.object()
        } catch {
            return [refused("the body \(error.explanation)")]
        }
        guard answer.isSuccess, let id = object["client_id"]?.string, !id.isEmpty else {
            return [refused(ErrorBody(answer).shown)]
        }
        return [status, nulls(object), secret(object), method(object), echo(object), management(object), caching]
            .compactMap { $0 }
    }

    private func refused(_ why: String) -> Finding {
        if answer.status == 401 || answer.status == 403 {
            return .note(
                "registration.native", "Registration needs a token",
                "The answer was \(answer.summary), \(why). Clients that nobody gave one cannot introduce themselves.",
                mend: "open registration, or support client ID metadata documents", clause: "RFC 7591 §3")
        }
        return .problem(
            "registration.native", "A native client cannot register", "The answer was \(answer.summary), \(why).",
            mend:
                "accept http redirect URIs on 127.0.0.1, and read a missing token_endpoint_auth_method as none for them",
            clause: "RFC 7591 §2, §3.2.2; RFC 8252 §7.3")
    }

    private var status: Finding {
        answer.status == 201
            ? .ok("registration.native", "A native client can register")
            : .warning(
                "registration.native", "Registration succeeds with \(answer.status), not with 201",
                "Some clients compare the status.", mend: "answer 201", clause: "RFC 7591 §3.2.1")
    }

    private func nulls(_ object: JSONObject) -> Finding {
        let names = object.members.filter { $0.value == .null }.map { VisibleText.line($0.name, limit: 60) }
        return names.isEmpty
            ? .ok("registration.null", "Nothing in the answer is null")
            : .problem(
                "registration.null", "Members of the answer are null",
                names.prefix(8).joined(separator: ", ")
                    + ". Clients that check types take the registration for failed.",
                mend: "leave out what has no value", clause: "RFC 7591 §3.2.1")
    }

    private func secret(_ object: JSONObject) -> Finding? {
        if let issued = object["client_id_issued_at"], issued != .null, issued.integer == nil {
            return .problem(
                "registration.times", "client_id_issued_at is not a number",
                "It should be the seconds since 1970.", mend: "write a JSON integer", clause: "RFC 7591 §3.2.1")
        }
        guard object["client_secret"]?.string != nil else { return nil }
        return object["client_secret_expires_at"]?.integer != nil
            ? .ok("registration.times", "The secret says when it expires")
            : .warning(
                "registration.times", "The secret does not say when it expires",
                "client_secret_expires_at is required beside client_secret; 0 means never.",
                mend: "add client_secret_expires_at", clause: "RFC 7591 §3.2.1")
    }

    private func method(_ object: JSONObject) -> Finding {
        let id = "registration.method"
        let hasSecret = object["client_secret"]?.string != nil
        let clause = "RFC 7591 §2; RFC 8252 §8.5"
        switch (object["token_endpoint_auth_method"]?.string, hasSecret) {
        case ("none", false): return .ok(id, "It is a public client, and is told so")
        case ("none", true):
            return .warning(
                id, "A public client is given a secret",
                "token_endpoint_auth_method is none, and there is a client_secret.",
                mend: "leave client_secret out", clause: clause)
        case (nil, false):
            return .warning(
                id, "The client is not told how to authenticate",
                "Without token_endpoint_auth_method it must take client_secret_basic for granted, and has no secret.",
                mend: "answer with token_endpoint_auth_method none", clause: clause)
        case (let method, true):
            return .note(
                id, "A native client is given a secret",
                "token_endpoint_auth_method is \(VisibleText.quoted(method ?? "client_secret_basic by default")). A secret on"
                    + " everybody's machine protects nothing, and not every client keeps it.",
                mend: "read a missing token_endpoint_auth_method of a loopback client as none", clause: clause)
        case (let method?, false):
            return .problem(
                id, "The client is told to authenticate by what it does not have",
                "token_endpoint_auth_method is \(VisibleText.quoted(method)), and there is no client_secret.",
                mend: "answer with token_endpoint_auth_method none", clause: clause)
        }
    }

    private func echo(_ object: JSONObject) -> Finding {
        let id = "registration.echo"
        guard let uris = object["redirect_uris"]?.strings else {
            return .problem(
                id, "The answer does not say what was registered",
                "redirect_uris is missing. The MCP SDKs require it, and take the registration for failed.",
                mend: "return all registered metadata", clause: "RFC 7591 §3.2.1")
        }
        return uris == [Registration.redirectURI]
            ? .ok(id, "The redirect URI is registered as it was sent")
            : .problem(
                id, "The redirect URI is registered otherwise than it was sent",
                "It was \(Registration.redirectURI), and is \(uris.prefix(3).map { VisibleText.quoted($0) }.joined(separator: ", ")).",
                mend: "keep redirect URIs byte for byte", clause: "RFC 7591 §3.2.1; RFC 3986 §6.2.1")
    }

    private func management(_ object: JSONObject) -> Finding? {
        let uri = object["registration_client_uri"]?.string
        let token = object["registration_access_token"]?.string
        switch (uri, token) {
        case (nil, nil): return nil
        case (_?, _?): return .ok("registration.management", "The client can manage its registration")
        default:
            return .problem(
                "registration.management", "Half of what is needed to manage the registration is missing",
                "registration_client_uri and registration_access_token go together.", mend: "send both or neither",
                clause: "RFC 7592 §3")
        }
    }

    private var caching: Finding? {
        answer.headers("Cache-Control").joined(separator: ",").octets.lowercased.octets.contains("no-store")
            ? nil
            : .warning(
                "registration.caching", "The registration may be stored on the way",
                "Cache-Control: no-store is missing, and the answer may carry a secret.",
                mend: "send Cache-Control: no-store",
                clause: "RFC 7591 §3.2.1")
    }
}
