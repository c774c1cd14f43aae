/// What a client that nobody here registered says of itself (RFC 7591 §2), read leniently where that costs nothing and
/// strictly where it decides something: members that are unknown here, empty or null are passed over, and so are grants
/// and response types that it cannot have, and bad values of what it can do without; everything else is as good as
/// registered by hand, or refused. The answer says what was registered (§3.2.1).
package struct StatedMetadata: Sendable, Equatable {
    /// Without the scope, which is a matter of the server's policy.
    package let metadata: ClientMetadata
    /// The scope that it asked for; `nil` if it asked for none.
    package let scope: Scope?

    /// The members that a dynamic client may decide. The others, such as `skip_consent` or `resources`, are the operator's.
    private static let members: Set<String> = [
        "client_name", "redirect_uris", "grant_types", "response_types", "token_endpoint_auth_method",
        "token_endpoint_auth_signing_alg", "subject_type", "sector_identifier_uri", "jwks", "jwks_uri",
        "id_token_signed_response_alg", "id_token_encrypted_response_alg", "id_token_encrypted_response_enc",
        "userinfo_signed_response_alg", "userinfo_encrypted_response_alg", "userinfo_encrypted_response_enc",
        "authorization_signed_response_alg", "authorization_encrypted_response_alg",
        "authorization_encrypted_response_enc", "introspection_signed_response_alg",
        "introspection_encrypted_response_alg", "introspection_encrypted_response_enc",
        "request_object_signing_alg", "request_object_encryption_alg", "request_object_encryption_enc",
        "require_signed_request_object", "request_uris", "post_logout_redirect_uris",
        "backchannel_logout_uri", "backchannel_logout_session_required", "default_acr_values", "require_auth_time",
        "default_max_age", "require_pushed_authorization_requests", "dpop_bound_access_tokens",
        "tls_client_certificate_bound_access_tokens", "require_pkce",
    ]
    /// Flags that change nothing here, whatever they say.
    private static let idleFlags = ["require_auth_time", "backchannel_logout_session_required"]
    /// Of the informative members, the one that others act on: a bad value is refused, so that nobody relies on it.
    private static let loginStart = "initiate_login_uri"
    private static let mostRedirectURIs = 20

    /// The members that each registration has (RFC 7591 §3.2.1).
    fileprivate static let always: Set<String> = [
        "redirect_uris", "grant_types", "response_types", "token_endpoint_auth_method",
    ]

    fileprivate static func isStated(_ name: String) -> Bool {
        members.contains(name) || InformativeMetadata.names.contains(name)
    }

    /// Reads what a client states.
    ///
    /// - `grants`: those that such a client may have.
    /// - `method`: how a client that does not live on somebody's own machine authenticates if it does not say. One that
    ///   does live there can keep no secret, so for it that is `none`.
    /// - Throws: `invalid_redirect_uri` or `invalid_client_metadata`, naming the member and what it must be.
    package init(
        of object: JSONObject, grants: Set<GrantType>, orElse method: ClientAuthenticationMethod
    ) throws(OAuthError) {
        var stated = JSONObject()
        for (name, value) in object.members where !Self.isNothing(value) {
            if Self.members.contains(name) { stated.append(name, value) }
            guard InformativeMetadata.names.contains(name) else { continue }
            guard let rule = InformativeMetadata.rule(brokenBy: value, of: name) else {
                stated.append(name, value)
                continue
            }
            // Not a mistake: who sends that means harm to whoever shows it.
            guard name != Self.loginStart, !(value.string.map(RedirectURIFault.isBrowserScheme) ?? false) else {
                throw OAuthError(.invalidClientMetadata, "\(name) must be \(rule)")
            }
        }
        guard stated["client_name"]?.string.map(InformativeMetadata.isPlain) ?? true else {
            throw OAuthError(.invalidClientMetadata, "client_name must not have control characters")
        }
        for name in Self.idleFlags where stated[name].map({ $0.bool == nil }) ?? false { stated[name] = nil }
        // Places of request objects that it may do without: what cannot be one, such as a path, is left out.
        if let places = stated["request_uris"] {
            let texts = places.array?.compactMap(\.string).filter { RequestURI($0) != nil } ?? []
            stated["request_uris"] = texts.isEmpty ? nil : .strings(texts)
        }
        try Self.reduce("grant_types", of: &stated) { text in GrantType(rawValue: text).map(grants.contains) ?? false }
        try Self.reduce("response_types", of: &stated) { $0 == "code" }
        if let uris = stated["redirect_uris"]?.array, uris.count > Self.mostRedirectURIs {
            throw OAuthError(
                .invalidClientMetadata, "redirect_uris must be at most \(Self.mostRedirectURIs)")
        }
        var metadata = ClientMetadata()
        try metadata.update(from: stated)
        if stated["token_endpoint_auth_method"] == nil {
            metadata.authenticationMethod = Self.isNative(metadata) ? .none : method
        }
        try metadata.validate()
        self.metadata = metadata
        scope = try Self.scope(of: object)
    }

    /// What says nothing: null, and what some programs send in its place.
    private static func isNothing(_ value: JSONValue) -> Bool {
        value == .null || value == .string("") || value == .array([])
    }

    /// Leaves out what the client cannot have.
    ///
    /// - Throws: `invalid_client_metadata` if nothing is left.
    private static func reduce(
        _ name: String, of object: inout JSONObject, to isKept: (String) -> Bool
    ) throws(OAuthError) {
        guard let texts = object[name]?.strings, !texts.isEmpty else { return }
        let kept = texts.filter(isKept)
        guard !kept.isEmpty else {
            throw OAuthError(.invalidClientMetadata, "\(name) has nothing that a client may have here")
        }
        object[name] = .strings(kept)
    }

    /// Whether the client lives on its users' own machines: by its own word (OpenID Connect Registration §2) or, if it says
    /// nothing, by where it receives answers, if only some of them.
    private static func isNative(_ metadata: ClientMetadata) -> Bool {
        switch metadata.information["application_type"]?.string {
        case "native": true
        case "web": false
        default: metadata.redirectURIs.contains(where: \.isLocal)
        }
    }

    private static func scope(of object: JSONObject) throws(OAuthError) -> Scope? {
        guard let value = object["scope"], !isNothing(value) else { return nil }
        guard let scope = value.string.flatMap(Scope.init(_:)) else {
            throw OAuthError(.invalidClientMetadata, "scope must be scope values between spaces")
        }
        return scope.isEmpty ? nil : scope
    }
}

extension ClientMetadata {
    /// What a client that registered itself is told of its registration: the members that are its own to decide and say
    /// something. What it gets by default stands under `scope` (RFC 7591 §2).
    package var stated: JSONObject {
        let usual = ClientMetadata().json
        var object = JSONObject()
        for (name, value) in registered.members where StatedMetadata.isStated(name) {
            // Left out, `response_types` would mean `code` (§2).
            let isSilent = value.array?.isEmpty == true && name != "response_types"
            guard !isSilent, StatedMetadata.always.contains(name) || value != usual[name] else { continue }
            object.append(name, value)
        }
        object["scope"] = effectiveDefaultScope.isEmpty ? nil : .string(effectiveDefaultScope.description)
        return object
    }
}

/// What is wrong with client metadata as a whole, where each member is good by itself.
package struct MetadataFault: Sendable {
    /// The names of the members that it lies between, the one to look at first in front.
    package let members: [String]
    /// `invalid_redirect_uri` or `invalid_client_metadata`.
    package let error: OAuthError

    init(_ members: [String], _ description: String, code: OAuthError.Code = .invalidClientMetadata) {
        self.members = members
        error = OAuthError(code, description)
    }
}
