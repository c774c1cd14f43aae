import OAuthProtocol

/// Whether the members of a server's metadata are there and have the right form (RFC 8414 §2, OpenID Connect Discovery
/// §3).
extension ServerDocument {
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
        "token_endpoint_auth_methods_supported", "token_endpoint_auth_signing_alg_values_supported",
    ]

    func checkForm(_ examiner: Examiner) {
        let usesCodes = list("grant_types_supported")?.contains("authorization_code") ?? true
        let required = ["issuer", "authorization_endpoint", "token_endpoint", "response_types_supported"]
        let missing = missing(required.filter { usesCodes || $0 != "authorization_endpoint" })
        examiner.check(
            "metadata.required", clause: "RFC 8414 §2",
            .ok(if: missing.isEmpty, "Everything that is required is there"),
            .problem("Required members are missing", missing.joined(separator: ", ") + ".", mend: "add them"))
        let wanted = self.missing(["jwks_uri", "subject_types_supported", "id_token_signing_alg_values_supported"])
        examiner.check(
            "metadata.openid", clause: "OpenID Connect Discovery 1.0 §3",
            .problem(
                if: isOpenID && !wanted.isEmpty, "Members that OpenID Connect requires are missing",
                wanted.joined(separator: ", ")
                    + ". Clients that check, the MCP TypeScript SDK among them, refuse the OpenID configuration.",
                mend: "add them, or do not offer the scope openid"))
        let mistyped = members.members.compactMap { Self.mistake($0, $1) }
        examiner.check(
            "metadata.types", clause: "RFC 8414 §2",
            .ok(if: mistyped.isEmpty, "Every member has the type that it should have"),
            .problem(
                "Members have the wrong type",
                mistyped.prefix(6).joined(separator: "; ") + ". Clients that check types refuse the whole document.",
                mend: "give them the type that the specification says"))
        let unusable = unusableAddresses
        examiner.check(
            "metadata.addresses", clause: "RFC 8414 §2; OAuth 2.1 §1.5",
            .ok(if: unusable.isEmpty, "Every endpoint is an absolute URL that clients may use"),
            .problem(
                "Addresses cannot be used", unusable.prefix(6).joined(separator: "; ") + ".",
                mend: "write absolute https URLs; behind a proxy, tell the server its public URL"))
    }

    private func missing(_ names: [String]) -> [String] {
        names.filter { members[$0] == nil }
    }

    /// What a member should be that it is not; `nil` if it is, or nobody knows.
    private static func mistake(_ name: String, _ value: JSONValue) -> String? {
        let isText = name.octets.hasSuffix("_endpoint") || name == "issuer" || name == "jwks_uri"
        let (isRight, right) =
            if booleans.contains(name) {
                (value.bool != nil, "true or false")
            } else if lists.contains(name) {
                (value.strings != nil, "an array of strings")
            } else {
                (value.string != nil || !isText, "a string")
            }
        return isRight || value == .null ? nil : "\(VisibleText.line(name, limit: 60)) should be \(right)"
    }

    private var unusableAddresses: [String] {
        var found = addresses.compactMap { name, value -> String? in
            guard let text = value.string else { return nil }
            let seen = "\(VisibleText.line(name, limit: 60)) is \(VisibleText.quoted(text)), not"
            guard let uri = WebURI(text) else { return "\(seen) an absolute URL" }
            return uri.isSecure || uri.isLoopback && issuer.isLoopback ? nil : "\(seen) https"
        }
        guard let text = members["issuer"]?.string else { return found }
        if WebURI(text) == nil {
            found.append("issuer is \(VisibleText.quoted(text)), not an absolute URL without fragment")
        } else if text.octets.contains("?") {
            found.append("issuer has a query")
        }
        return found
    }
}
