import OAuthProtocol

/// Whether the members of a server's metadata are there and have the right form (RFC 8414 §2, OpenID Connect Discovery §3).
struct MetadataFormChecks: CheckGroup {
    let document: ServerDocument

    let title = "Metadata"
    let name = "metadata"
    var subject: String { document.place.url.value }

    private static let booleans: Set<String> = [
        "authorization_response_iss_parameter_supported", "backchannel_logout_session_supported",
        "backchannel_logout_supported", "claims_parameter_supported", "client_id_metadata_document_supported",
        "dpop_bound_access_tokens", "frontchannel_logout_session_supported", "frontchannel_logout_supported",
        "request_parameter_supported", "request_uri_parameter_supported", "require_pushed_authorization_requests",
        "require_request_uri_registration", "require_signed_request_object",
        "tls_client_certificate_bound_access_tokens",
    ]
    /// Those of which we know that they are lists; of a name that nobody has told us, either form may be right.
    private static let lists: Set<String> = [
        "acr_values_supported", "claims_supported", "code_challenge_methods_supported", "grant_types_supported",
        "id_token_signing_alg_values_supported", "prompt_values_supported", "response_modes_supported",
        "response_types_supported", "scopes_supported", "subject_types_supported",
        "token_endpoint_auth_methods_supported",
        "token_endpoint_auth_signing_alg_values_supported",
    ]

    func run(_ context: CheckContext, _ findings: inout Findings) async throws(Unanswered) {
        findings.check("metadata.required", clause: "RFC 8414 §2") {
            let hasNoCodes = document.list("grant_types_supported")?.contains("authorization_code") == false
            let missing = missing(
                ["issuer", hasNoCodes ? nil : "authorization_endpoint", "token_endpoint", "response_types_supported"])
            return missing.isEmpty
                ? .ok("Everything that is required is there")
                : .problem("Required members are missing", missing.joined(separator: ", ") + ".", mend: "add them")
        }
        findings.check("metadata.openid", clause: "OpenID Connect Discovery 1.0 §3") {
            let missing = missing(["jwks_uri", "subject_types_supported", "id_token_signing_alg_values_supported"])
            return document.isOpenID && !missing.isEmpty
                ? .problem(
                    "Members that OpenID Connect requires are missing",
                    missing.joined(separator: ", ")
                        + ". Clients that check, the MCP TypeScript SDK among them, refuse the OpenID configuration.",
                    mend: "add them, or do not offer the scope openid") : nil
        }
        findings.check("metadata.types", clause: "RFC 8414 §2") {
            let wrong = document.members.members.compactMap { name, value -> String? in
                guard value != .null, let expected = expected(name) else { return nil }
                return expected.isMet(value) ? nil : "\(VisibleText.line(name, limit: 60)) should be \(expected.name)"
            }
            return wrong.isEmpty
                ? .ok("Every member has the type that it should have")
                : .problem(
                    "Members have the wrong type",
                    wrong.prefix(6).joined(separator: "; ") + ". Clients that check types refuse the whole document.",
                    mend: "give them the type that the specification says")
        }
        findings.check("metadata.addresses", clause: "RFC 8414 §2; OAuth 2.1 §1.5") {
            let wrong = wrongAddresses
            return wrong.isEmpty
                ? .ok("Every endpoint is an absolute URL that clients may use")
                : .problem(
                    "Addresses cannot be used", wrong.prefix(6).joined(separator: "; ") + ".",
                    mend: "write absolute https URLs; behind a proxy, tell the server its public URL")
        }
    }

    private func missing(_ names: [String?]) -> [String] {
        names.compactMap { $0 }.filter { document.members[$0] == nil }
    }

    private func expected(_ name: String) -> (name: String, isMet: (JSONValue) -> Bool)? {
        if Self.booleans.contains(name) { return ("true or false", { $0.bool != nil }) }
        if Self.lists.contains(name) { return ("an array of strings", { $0.strings != nil }) }
        let isText = name.octets.hasSuffix("_endpoint") || name == "issuer" || name == "jwks_uri"
        return isText ? ("a string", { $0.string != nil }) : nil
    }

    private var wrongAddresses: [String] {
        var wrong: [String] = []
        for (name, value) in document.members.members where name.octets.hasSuffix("_endpoint") || name == "jwks_uri" {
            guard let text = value.string else { continue }
            guard let uri = WebURI(text) else {
                wrong.append(
                    "\(VisibleText.line(name, limit: 60)) is \(VisibleText.quoted(text)), not an absolute URL")
                continue
            }
            if !uri.isSecure, !(uri.isLoopback && document.issuer.isLoopback) {
                wrong.append("\(VisibleText.line(name, limit: 60)) is \(VisibleText.quoted(text)), not https")
            }
        }
        if let text = document.members["issuer"]?.string {
            if let uri = WebURI(text) {
                if uri.value.octets.contains("?") { wrong.append("issuer has a query") }
            } else {
                wrong.append("issuer is \(VisibleText.quoted(text)), not an absolute URL without fragment")
            }
        }
        return wrong
    }
}
