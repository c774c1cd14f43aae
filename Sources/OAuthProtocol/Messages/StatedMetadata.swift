/// What a client that nobody here registered says of itself (RFC 7591 §2), read leniently where that costs nothing and
/// strictly where it decides something: members that are unknown here, empty or null are passed over, and so are grants
/// and response types that it cannot have; everything else is as good as registered by hand, or refused.
package struct StatedMetadata: Sendable, Equatable {
    /// Without the scope, which is a matter of the server's policy.
    package let metadata: ClientMetadata
    /// The scope that it asked for; `nil` if it asked for none.
    package let scope: Scope?

    /// The members that a stranger may decide. The others, such as `skip_consent` or `resources`, are the operator's.
    private static let members: Set<String> = [
        "client_name", "redirect_uris", "grant_types", "response_types", "token_endpoint_auth_method",
        "token_endpoint_auth_signing_alg", "subject_type", "sector_identifier_uri", "jwks", "jwks_uri",
        "id_token_signed_response_alg", "id_token_encrypted_response_alg", "id_token_encrypted_response_enc",
        "userinfo_signed_response_alg", "authorization_signed_response_alg", "introspection_signed_response_alg",
        "request_object_signing_alg", "require_signed_request_object", "request_uris", "post_logout_redirect_uris",
        "backchannel_logout_uri", "backchannel_logout_session_required", "default_acr_values", "require_auth_time",
        "default_max_age", "require_pushed_authorization_requests", "dpop_bound_access_tokens",
        "tls_client_certificate_bound_access_tokens", "require_pkce",
    ]
    /// Members that are shown to people and decide nothing, each with what it must be.
    private static let informative: [String: (rule: String, isKept: @Sendable (JSONValue) -> Bool)] = [
        "application_type": ("web or native", { ["web", "native"].contains($0.string) }),
        "client_uri": (page, isPage), "initiate_login_uri": (page, isPage), "logo_uri": (page, isPage),
        "policy_uri": (page, isPage), "tos_uri": (page, isPage),
        "contacts": (
            "an array of at most 10 short strings",
            { $0.strings.map { $0.count <= 10 && $0.allSatisfy { $0.utf8.count <= 200 } } ?? false }
        ),
        "software_id": (shortText, isShortText), "software_version": (shortText, isShortText),
    ]
    private static let page = "an http or https URI without fragment"
    private static let isPage: @Sendable (JSONValue) -> Bool = { $0.string.flatMap(WebURI.init) != nil }
    private static let shortText = "a string of at most 200 characters"
    private static let isShortText: @Sendable (JSONValue) -> Bool = { ($0.string?.unicodeScalars.count ?? 201) <= 200 }
    private static let mostRedirectURIs = 20

    /// The members that each registration has (RFC 7591 §3.2.1).
    fileprivate static let always: Set<String> = [
        "redirect_uris", "grant_types", "response_types", "token_endpoint_auth_method",
    ]

    fileprivate static func isStated(_ name: String) -> Bool {
        members.contains(name) || informative[name] != nil
    }

    /// Reads what a client states.
    ///
    /// - Parameters:
    ///   - grants: those that such a client may have.
    ///   - method: how a client that does not live on somebody's own machine authenticates if it does not say. One that
    ///     does live there can keep no secret, so for it that is `none`.
    /// - Throws: `invalid_redirect_uri` or `invalid_client_metadata`, naming the member and what it must be.
    package init(
        of object: JSONObject, grants: Set<GrantType>, orElse method: ClientAuthenticationMethod
    ) throws(OAuthError) {
        var stated = JSONObject()
        for (name, value) in object.members where !Self.isNothing(value) {
            if Self.members.contains(name) { stated.append(name, value) }
            guard let (rule, isKept) = Self.informative[name] else { continue }
            guard isKept(value) else { throw OAuthError(.invalidClientMetadata, "\(name) must be \(rule)") }
            stated.append(name, value)
        }
        for name in ["client_name", "software_id", "software_version"] {
            guard stated[name]?.string?.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) ?? true
            else { throw OAuthError(.invalidClientMetadata, "\(name) must not have control characters") }
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

    /// Whether the client lives on its users' own machines, by its own word or by where it receives answers, if only some of
    /// them.
    private static func isNative(_ metadata: ClientMetadata) -> Bool {
        metadata.information["application_type"] == .string("native")
            || metadata.redirectURIs.contains(where: \.isLocal)
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
        for (name, value) in json.members where StatedMetadata.isStated(name) {
            let isTold = StatedMetadata.always.contains(name) || value != usual[name]
            if isTold, value.array?.isEmpty != true { object.append(name, value) }
        }
        // Ours takes the secret wherever it comes; the registered name for the first of these places is what programs know.
        if authenticationMethod == .clientSecret {
            object["token_endpoint_auth_method"] = .string(ClientAuthenticationMethod.clientSecretBasic.rawValue)
        }
        object["scope"] = effectiveDefaultScope.isEmpty ? nil : .string(effectiveDefaultScope.description)
        return object
    }
}
