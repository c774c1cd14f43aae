import OAuthProtocol

/// The document that says where to sign in for a resource (RFC 9728 §2, §3).
struct ResourceMetadataExamination: Examination {
    /// Authorization servers that are examined; a resource with more is left at that.
    static let serverLimit = 3

    let approach: ResourceApproach

    let title = "Resource metadata"
    let name = "resource_metadata"
    var subject: String { (approach.found ?? approach.named ?? approach.wellKnown.first)?.place.url.value ?? "" }

    /// The authorization servers that the resource names.
    var servers: [WebURI] {
        let named = approach.found?.document?["authorization_servers"]?.array ?? []
        return Array(named.compactMap { $0.string.flatMap { WebURI($0) } }.prefix(Self.serverLimit))
    }

    func examine(_ visit: Visit, _ findings: inout [Finding]) async throws(Unanswered) {
        let visits =
            [approach.named].compactMap { $0 } + approach.wellKnown.filter { $0.place != approach.named?.place }
        findings += visits.compactMap { $0.trouble(named: name) }
        guard let found = approach.found, case .document(let document, let answer) = found.outcome else {
            let places = visits.map(\.place.url.value).joined(separator: ", ")
            findings.append(
                .problem(
                    "resource_metadata.document", "There is no resource metadata",
                    "Nothing was found at \(places). Clients learn from it where to sign in.",
                    mend:
                        "serve {\"resource\": \"\(approach.url.value)\", \"authorization_servers\": [\"https://...\"]} at"
                        + " \(WellKnownPlace.ofResource(approach.url).first?.url.value ?? "")",
                    clause: "RFC 9728 §3.1; MCP 2025-11-25, Authorization Server Location"))
            return
        }
        findings.append(.ok("resource_metadata.document", "There is resource metadata at \(found.place.url.value)"))
        if found.place.url != WellKnownPlace.ofResource(approach.url).first?.url,
            approach.wellKnown.first?.document == nil
        {
            findings.append(
                .note(
                    "resource_metadata.place", "It is not at the place that is derived from the resource",
                    "Clients that look without the challenge try \(approach.wellKnown.first?.place.url.value ?? "") first.",
                    mend: "serve it there too", clause: "RFC 9728 §3.1"))
        }
        findings +=
            DocumentJudgement(
                name: name, what: found.place.document.name, answer: answer, document: document
            ).findings
        findings.append(resource(document))
        findings += servers(document)
        findings += members(document)
    }

    private func resource(_ document: JSONObject) -> Finding {
        let id = "resource_metadata.resource"
        let mend = "set resource to \(approach.url.value), or give clients the URL that it names"
        let clause = "RFC 9728 §3.3"
        guard let text = document["resource"]?.string else {
            return .problem(
                id, "The document does not say which resource it is about", "The member resource is required.",
                mend: mend,
                clause: "RFC 9728 §2")
        }
        if text.octets == approach.url.value.octets { return .ok(id, "It is about exactly the URL that was asked for") }
        let detail = "resource is \(VisibleText.quoted(text)), the URL is \(approach.url.value)."
        if WebURI.withoutLastSlash(text).octets == WebURI.withoutLastSlash(approach.url.value).octets {
            return .warning(
                id, "It differs from the URL by a slash at the end",
                detail + " Strict clients compare every character.",
                mend: mend, clause: clause)
        }
        // The MCP SDKs take a document for a whole part of a server.
        if let wider = WebURI(text), wider.origin == approach.url.origin,
            (approach.url.path + "/").octets.hasPrefix(WebURI.withoutLastSlash(wider.path) + "/")
        {
            return .warning(
                id, "It is about more than the URL that was asked for",
                detail + " The MCP SDKs accept that; clients that follow the specification to the letter do not.",
                mend: mend, clause: clause)
        }
        return .problem(
            id, "It is about another resource", detail + " Clients must not use it: it could send them to a thief.",
            mend: mend, clause: clause)
    }

    private func servers(_ document: JSONObject) -> [Finding] {
        let id = "resource_metadata.authorization_servers"
        guard let named = document["authorization_servers"]?.array, !named.isEmpty else {
            return [
                .problem(
                    id, "The document names no authorization server",
                    "authorization_servers is missing, empty, or not an array, so nobody knows where to sign in.",
                    mend: "set authorization_servers to an array with the issuer's URL",
                    clause: "MCP 2025-11-25, Authorization Server Location; RFC 9728 §2")
            ]
        }
        let wrong = named.filter { server in
            guard let uri = server.string.flatMap({ WebURI($0) }) else { return true }
            return !uri.isSecure && !uri.isLoopback || uri.value.octets.contains("?")
        }
        var findings = [
            wrong.isEmpty
                ? Finding.ok(id, "It names \(named.count == 1 ? "an authorization server" : "\(named.count) servers")")
                : .problem(
                    id, "It names a server by something that is not an issuer",
                    "\(VisibleText.quoted(wrong.first?.octets ?? [])) is not an https URL without query and fragment.",
                    mend: "write the issuer exactly as in the server's own metadata", clause: "RFC 8414 §2")
        ]
        if named.count > Self.serverLimit {
            findings.append(
                .note(id + ".many", "Only the first \(Self.serverLimit) of \(named.count) servers are examined"))
        }
        return findings
    }

    private func members(_ document: JSONObject) -> [Finding] {
        var findings: [Finding] = []
        if document["scopes_supported"] == nil {
            findings.append(
                .note(
                    "resource_metadata.scopes", "The scopes of the resource are not named",
                    "Clients without a scope in the challenge then ask for none, and get the server's default.",
                    mend: "add scopes_supported", clause: "RFC 9728 §2; MCP 2025-11-25, Scope Selection Strategy"))
        } else if document["scopes_supported"]?.strings == nil {
            findings.append(
                .problem(
                    "resource_metadata.scopes", "scopes_supported is not an array of strings",
                    "Clients that check types refuse the whole document.", mend: "write an array of strings",
                    clause: "RFC 9728 §2"))
        } else {
            findings.append(.ok("resource_metadata.scopes", "It names the resource's scopes"))
        }
        if let methods = document["bearer_methods_supported"] {
            let names = methods.strings ?? []
            let id = "resource_metadata.bearer_methods"
            if !names.contains("header") {
                findings.append(
                    .problem(
                        id, "Tokens are not taken in the header",
                        "bearer_methods_supported does not name header, the only way that MCP clients send them.",
                        mend: "take tokens in the Authorization header, and list header",
                        clause: "RFC 9728 §2; RFC 6750 §2.1"))
            } else if names.contains("query") {
                findings.append(
                    .warning(
                        id, "Tokens are taken in the query", "URLs end in logs, histories and Referer headers.",
                        mend: "take tokens in the Authorization header only", clause: "RFC 9700 §4.3.2; OAuth 2.1 §5.1")
                )
            } else {
                findings.append(.ok(id, "Tokens are taken in the header"))
            }
        }
        return findings
    }
}
