import OAuthProtocol

/// The document that says where to sign in for a resource (RFC 9728 §2, §3).
extension ResourceApproach {
    /// Authorization servers that are checked; a resource with more is left at that.
    private static let serverLimit = 3

    /// Where the metadata is, or should be.
    var metadataPlace: String { (found ?? lookups.first)?.place.url.value ?? "" }

    /// The authorization servers that the resource names.
    var servers: [WebURI] {
        let named = found?.document?["authorization_servers"]?.array ?? []
        return Array(named.compactMap { $0.string.flatMap { WebURI($0) } }.prefix(Self.serverLimit))
    }

    func checkMetadata(_ examiner: Examiner) {
        for lookup in lookups { lookup.checkPlace(examiner, named: "resource_metadata") }
        let first = WellKnownPlace.ofResource(url).first?.url
        examiner.check(
            "resource_metadata.document", clause: "RFC 9728 §3.1; MCP 2025-11-25, Authorization Server Location",
            .ok(if: found != nil, "There is resource metadata at \(found?.place.url.value ?? "")"),
            .problem(
                "There is no resource metadata",
                "Nothing was found at \(lookups.map(\.place.url.value).joined(separator: ", ")). Clients learn from it"
                    + " where to sign in.",
                mend: "serve {\"resource\": \"\(url.value)\", \"authorization_servers\": [\"https://...\"]} at"
                    + " \(first?.value ?? "")"))
        guard let found, let document = found.document else { return }
        examiner.check(
            "resource_metadata.place", clause: "RFC 9728 §3.1",
            .note(
                if: found.place.url != first && lookups.first { $0.place.url == first }?.document == nil,
                "It is not at the place that is derived from the resource",
                "Clients that look without the challenge try \(first?.value ?? "") first.", mend: "serve it there too"))
        found.checkDocument(examiner, named: "resource_metadata")
        checkName(document["resource"]?.string, examiner)
        checkServers(document["authorization_servers"]?.array ?? [], examiner)
        checkUse(document, examiner)
    }

    private func checkName(_ text: String?, _ examiner: Examiner) {
        let named = text ?? ""
        let detail = "resource is \(VisibleText.quoted(named)), the URL is \(url.value)."
        // The MCP SDKs take a document for a whole part of a server.
        let isWider =
            WebURI(named).map { wider in
                let path = WellKnownPlace.withoutLastSlash(wider.path) + "/"
                return wider.origin == url.origin && (url.path + "/").octets.hasPrefix(path)
            } ?? false
        examiner.check(
            "resource_metadata.resource", clause: "RFC 9728 §3.3",
            mend: "set resource to \(url.value), or give clients the URL that it names",
            .problem(
                if: text == nil, "The document does not say which resource it is about",
                "The member resource is required.", clause: "RFC 9728 §2"),
            .ok(if: named.octets == url.value.octets, "It is about exactly the URL that was asked for"),
            .warning(
                if: WebURI.differByLastSlash(named, url.value), "It differs from the URL by a slash at the end",
                detail + " Strict clients compare every character."),
            .warning(
                if: isWider, "It is about more than the URL that was asked for",
                detail + " The MCP SDKs accept that; clients that follow the specification to the letter do not."),
            .problem(
                "It is about another resource", detail + " Clients must not use it: it could send them to a thief."))
    }

    private func checkServers(_ named: [JSONValue], _ examiner: Examiner) {
        let wrong = named.first { server in
            guard let uri = server.string.flatMap({ WebURI($0) }) else { return true }
            return !uri.isSecure && !uri.isLoopback || uri.value.octets.contains("?")
        }
        examiner.check(
            "resource_metadata.authorization_servers",
            .problem(
                if: named.isEmpty, "The document names no authorization server",
                "authorization_servers is missing, empty, or not an array, so nobody knows where to sign in.",
                mend: "set authorization_servers to an array with the issuer's URL",
                clause: "MCP 2025-11-25, Authorization Server Location; RFC 9728 §2"),
            .problem(
                if: wrong != nil, "It names a server by something that is no issuer",
                "\(VisibleText.quoted(wrong?.octets ?? [])) is not an https URL without query and fragment.",
                mend: "write the issuer exactly as in the server's own metadata", clause: "RFC 8414 §2"),
            .ok("It names \(named.count == 1 ? "an authorization server" : "\(named.count) servers")"))
        examiner.check(
            "resource_metadata.authorization_servers.many",
            .note(
                if: named.count > Self.serverLimit,
                "Only the first \(Self.serverLimit) of \(named.count) servers are examined"))
    }

    private func checkUse(_ document: JSONObject, _ examiner: Examiner) {
        let scopes = document["scopes_supported"]
        examiner.check(
            "resource_metadata.scopes", clause: "RFC 9728 §2",
            .note(
                if: scopes == nil, "The scopes of the resource are not named",
                "Clients without a scope in the challenge then ask for none, and get the server's default.",
                mend: "add scopes_supported", clause: "RFC 9728 §2; MCP 2025-11-25, Scope Selection Strategy"),
            .problem(
                if: scopes?.strings == nil, "scopes_supported is not an array of strings",
                "Clients that check types refuse the whole document.", mend: "write an array of strings"),
            .ok("It names the resource's scopes"))
        guard let methods = document["bearer_methods_supported"].map({ $0.strings ?? [] }) else { return }
        examiner.check(
            "resource_metadata.bearer_methods",
            .problem(
                if: !methods.contains("header"), "Tokens are not taken in the header",
                "bearer_methods_supported does not name header, the only way that MCP clients send them.",
                mend: "take tokens in the Authorization header, and list header", clause: "RFC 9728 §2; RFC 6750 §2.1"),
            .warning(
                if: methods.contains("query"), "Tokens are taken in the query",
                "URLs end in logs, histories and Referer headers.",
                mend: "take tokens in the Authorization header only", clause: "RFC 9700 §4.3.2; OAuth 2.1 §5.1"),
            .ok("Tokens are taken in the header"))
    }
}
