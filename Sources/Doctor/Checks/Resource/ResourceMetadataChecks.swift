import OAuthProtocol

/// The document that says where to sign in for a resource (RFC 9728 §2, §3).
struct ResourceMetadataChecks: CheckGroup {
    /// Authorization servers that are checked; a resource with more is left at that.
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

    func run(_ context: CheckContext, _ findings: inout Findings) async throws(Unanswered) {
        let lookups =
            [approach.named].compactMap { $0 } + approach.wellKnown.filter { $0.place != approach.named?.place }
        for lookup in lookups { lookup.report(to: &findings, named: name) }
        let first = WellKnownPlace.ofResource(approach.url).first?.url
        findings.check(
            "resource_metadata.document", clause: "RFC 9728 §3.1; MCP 2025-11-25, Authorization Server Location"
        ) {
            if let found = approach.found { return .ok("There is resource metadata at \(found.place.url.value)") }
            let places = lookups.map(\.place.url.value).joined(separator: ", ")
            return .problem(
                "There is no resource metadata",
                "Nothing was found at \(places). Clients learn from it where to sign in.",
                mend: "serve {\"resource\": \"\(approach.url.value)\", \"authorization_servers\": [\"https://...\"]} at"
                    + " \(first?.value ?? "")")
        }
        guard let found = approach.found, case .document(let document, let answer) = found.outcome else { return }
        findings.check("resource_metadata.place", clause: "RFC 9728 §3.1") {
            guard found.place.url != first, approach.wellKnown.first?.document == nil else { return nil }
            return .note(
                "It is not at the place that is derived from the resource",
                "Clients that look without the challenge try \(approach.wellKnown.first?.place.url.value ?? "") first.",
                mend: "serve it there too")
        }
        let what = found.place.document.name
        findings += DocumentValidation(name: name, what: what, answer: answer, document: document).findings
        findings.check(
            "resource_metadata.resource", clause: "RFC 9728 §3.3",
            mend: "set resource to \(approach.url.value), or give clients the URL that it names"
        ) { resource(document) }
        checkServers(document["authorization_servers"]?.array ?? [], &findings)
        checkUse(document, &findings)
    }

    private func resource(_ document: JSONObject) -> Outcome {
        guard let text = document["resource"]?.string else {
            return .problem(
                "The document does not say which resource it is about", "The member resource is required.",
                clause: "RFC 9728 §2")
        }
        if text.octets == approach.url.value.octets { return .ok("It is about exactly the URL that was asked for") }
        let detail = "resource is \(VisibleText.quoted(text)), the URL is \(approach.url.value)."
        if WebURI.withoutLastSlash(text).octets == WebURI.withoutLastSlash(approach.url.value).octets {
            return .warning(
                "It differs from the URL by a slash at the end", detail + " Strict clients compare every character.")
        }
        // The MCP SDKs take a document for a whole part of a server.
        if let wider = WebURI(text), wider.origin == approach.url.origin,
            (approach.url.path + "/").octets.hasPrefix(WebURI.withoutLastSlash(wider.path) + "/")
        {
            return .warning(
                "It is about more than the URL that was asked for",
                detail + " The MCP SDKs accept that; clients that follow the specification to the letter do not.")
        }
        return .problem(
            "It is about another resource", detail + " Clients must not use it: it could send them to a thief.")
    }

    private func checkServers(_ named: [JSONValue], _ findings: inout Findings) {
        findings.check("resource_metadata.authorization_servers") {
            if named.isEmpty {
                return .problem(
                    "The document names no authorization server",
                    "authorization_servers is missing, empty, or not an array, so nobody knows where to sign in.",
                    mend: "set authorization_servers to an array with the issuer's URL",
                    clause: "MCP 2025-11-25, Authorization Server Location; RFC 9728 §2")
            }
            let wrong = named.first { server in
                guard let uri = server.string.flatMap({ WebURI($0) }) else { return true }
                return !uri.isSecure && !uri.isLoopback || uri.value.octets.contains("?")
            }
            guard let wrong else {
                return .ok("It names \(named.count == 1 ? "an authorization server" : "\(named.count) servers")")
            }
            return .problem(
                "It names a server by something that is no issuer",
                "\(VisibleText.quoted(wrong.octets)) is not an https URL without query and fragment.",
                mend: "write the issuer exactly as in the server's own metadata", clause: "RFC 8414 §2")
        }
        findings.check("resource_metadata.authorization_servers.many") {
            named.count > Self.serverLimit
                ? .note("Only the first \(Self.serverLimit) of \(named.count) servers are examined") : nil
        }
    }

    private func checkUse(_ document: JSONObject, _ findings: inout Findings) {
        findings.check("resource_metadata.scopes") {
            guard let scopes = document["scopes_supported"] else {
                return .note(
                    "The scopes of the resource are not named",
                    "Clients without a scope in the challenge then ask for none, and get the server's default.",
                    mend: "add scopes_supported", clause: "RFC 9728 §2; MCP 2025-11-25, Scope Selection Strategy")
            }
            return scopes.strings != nil
                ? .ok("It names the resource's scopes")
                : .problem(
                    "scopes_supported is not an array of strings",
                    "Clients that check types refuse the whole document.", mend: "write an array of strings",
                    clause: "RFC 9728 §2")
        }
        findings.check("resource_metadata.bearer_methods") {
            guard let methods = document["bearer_methods_supported"] else { return nil }
            let names = methods.strings ?? []
            guard names.contains("header") else {
                return .problem(
                    "Tokens are not taken in the header",
                    "bearer_methods_supported does not name header, the only way that MCP clients send them.",
                    mend: "take tokens in the Authorization header, and list header",
                    clause: "RFC 9728 §2; RFC 6750 §2.1")
            }
            return names.contains("query")
                ? .warning(
                    "Tokens are taken in the query", "URLs end in logs, histories and Referer headers.",
                    mend: "take tokens in the Authorization header only", clause: "RFC 9700 §4.3.2; OAuth 2.1 §5.1")
                : .ok("Tokens are taken in the header")
        }
    }
}
