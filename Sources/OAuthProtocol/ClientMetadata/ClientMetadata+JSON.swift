extension ClientMetadata {
    /// Every member that decides something: the only place that knows a name, so that what is accepted, stored and
    /// shown cannot differ. To add a member: one property, one line.
    private static let members: [Member] = [
        Member("client_name", optional: \.name, .text(limit: 200)),
        Member("redirect_uris", \.redirectURIs, .redirectURIs(orElse: .invalidRedirectURI)),
        Member(
            "grant_types", \.grantTypes,
            .list("a grant that this server supports", read: { GrantType(rawValue: $0) }, show: \.rawValue)),
        Member(
            "response_types", \.responseTypes,
            .list("a response type that this server supports", read: { $0 == "code" ? $0 : nil }, show: { $0 })),
        Member("token_endpoint_auth_method", \.authenticationMethod, .choice),
        Member("token_endpoint_auth_signing_alg", optional: \.authenticationAlgorithm, .choice),
        Member("scope", \.scope, .scope),
        Member("default_scope", optional: \.defaultScope, .scope),
        Member(
            "resources", \.resources,
            .list("an absolute URI without fragment", read: { ResourceIndicator($0) }, show: \.value)),
        Member(
            "default_resources", \.defaultResources,
            .list("an absolute URI without fragment", read: { ResourceIndicator($0) }, show: \.value)),
        Member("subject_type", \.subjectType, .choice),
        Member("sector_identifier_uri", optional: \.sectorIdentifierURI, .webURI),
        Member("jwks", \.jwks, .publicKeys),
        Member("jwks_uri", optional: \.jwksURI, .webURI),
        Member("id_token_signed_response_alg", \.idTokenAlgorithm, .choice),
        Member("id_token_encrypted_response_alg", optional: \.idTokenEncryption.algorithm, .choice),
        Member("id_token_encrypted_response_enc", optional: \.idTokenEncryption.content, .choice),
        Member("userinfo_signed_response_alg", optional: \.userInfoAlgorithm, .choice),
        Member("userinfo_encrypted_response_alg", optional: \.userInfoEncryption.algorithm, .choice),
        Member("userinfo_encrypted_response_enc", optional: \.userInfoEncryption.content, .choice),
        Member("authorization_signed_response_alg", \.authorizationAlgorithm, .choice),
        Member("authorization_encrypted_response_alg", optional: \.authorizationEncryption.algorithm, .choice),
        Member("authorization_encrypted_response_enc", optional: \.authorizationEncryption.content, .choice),
        Member("introspection_signed_response_alg", \.introspectionAlgorithm, .choice),
        Member("introspection_encrypted_response_alg", optional: \.introspectionEncryption.algorithm, .choice),
        Member("introspection_encrypted_response_enc", optional: \.introspectionEncryption.content, .choice),
        Member("request_object_signing_alg", optional: \.requestObjectAlgorithm, .choice),
        Member("request_object_encryption_alg", optional: \.requestObjectKeyManagement, .choice),
        Member("request_object_encryption_enc", optional: \.requestObjectEncryption, .choice),
        Member("require_signed_request_object", \.requiresSignedRequestObject, .flag),
        Member(
            "request_uris", \.requestURIs,
            .list(
                "an https URI of at most \(RequestURI.limit) characters", read: { RequestURI($0) }, show: \.value)),
        Member("post_logout_redirect_uris", \.postLogoutRedirectURIs, .redirectURIs(orElse: .invalidClientMetadata)),
        Member("backchannel_logout_uri", optional: \.backchannelLogoutURI, .webURI),
        Member("backchannel_logout_session_required", \.requiresLogoutSession, .flag),
        Member(
            "default_acr_values", \.defaultACRValues,
            .list("a word without spaces", read: { $0.isEmpty || $0.octets.contains(" ") ? nil : $0 }, show: { $0 })),
        Member("require_auth_time", \.requiresAuthenticationTime, .flag),
        Member("claim_mapping", \.claimMapping, .claimMapping),
        Member("id_token_claims", optional: \.idTokenClaims, .choice),
        Member("access_token_signed_response_alg", optional: \.accessTokenAlgorithm, .choice),
        Member("access_token_format", optional: \.accessTokenFormat, .choice),
        Member("access_token_lifetime", optional: \.accessTokenLifetime, .seconds(1...Limits.longestAccessLifetime)),
        Member("default_max_age", optional: \.defaultMaxAge, .seconds(0...31_536_000)),
        Member("require_pkce", \.requiresPKCE, .flag),
        Member("may_introspect", \.mayIntrospect, .flag),
        Member("skip_consent", \.skipsConsent, .flag),
    ]

    /// Names of features that this server does not have yet, with the value that asks for nothing. Any other value is
    /// refused: somebody would rely on a protection that is not there.
    private static let fixed: [String: JSONValue] = [
        "require_pushed_authorization_requests": .bool(false),
        "dpop_bound_access_tokens": .bool(false),
        "tls_client_certificate_bound_access_tokens": .bool(false),
    ]

    /// Every name that metadata may have.
    package static var names: [String] {
        members.map(\.name) + InformativeMetadata.names
    }

    /// Reads metadata over the defaults.
    ///
    /// - Throws: `invalid_redirect_uri` or `invalid_client_metadata`, naming the member and what it must be.
    package init(json object: JSONObject) throws(OAuthError) {
        self.init()
        try update(from: object)
        try validate()
    }

    /// Replaces the members that `object` names; a null returns a member to its default.
    ///
    /// - Throws: `invalid_redirect_uri` or `invalid_client_metadata`, naming the member and what it must be.
    package mutating func update(from object: JSONObject) throws(OAuthError) {
        for (name, value) in object.members {
            if let member = Self.members.first(where: { $0.name.octets == name.octets }) {
                try member.read(&self, value == .null ? member.show(ClientMetadata()) ?? .null : value)
            } else if InformativeMetadata.names.contains(name) {
                information[name] = value == .null ? nil : value
            } else if let only = Self.fixed[name] {
                guard value == only || value == .null else {
                    let shown = String(decoding: only.octets.filter { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
                    throw OAuthError(.invalidClientMetadata, "\(name) can only be \(shown) in this version")
                }
            } else {
                throw OAuthError(.invalidClientMetadata, "\(name) is not client metadata that this server supports")
            }
        }
    }

    /// Checks what only the whole can show.
    ///
    /// - Throws: `invalid_redirect_uri` or `invalid_client_metadata`.
    package func validate() throws(OAuthError) {
        if let first = faults.first { throw first.error }
    }

    /// Everything that `validate` could throw.
    package var faults: [MetadataFault] {
        var faults: [MetadataFault] = []
        if grantTypes.contains(.authorizationCode), redirectURIs.isEmpty {
            faults.append(
                MetadataFault(
                    ["redirect_uris", "grant_types"],
                    "a client with the authorization_code grant needs a redirect URI", code: .invalidRedirectURI))
        }
        for (grant, name) in [(GrantType.clientCredentials, "client_credentials"), (.tokenExchange, "token exchange")]
        where grantTypes.contains(grant) && !isConfidential {
            faults.append(
                MetadataFault(
                    ["grant_types", "token_endpoint_auth_method"], "a client with the \(name) grant must authenticate"))
        }
        if let defaultScope, !defaultScope.isSubset(of: scope) {
            let surplus = defaultScope.subtracting(scope).values.prefix(3).joined(separator: " ")
            faults.append(
                MetadataFault(
                    ["default_scope", "scope"], "default_scope must be within scope, and \(surplus.prefix(200)) is not")
            )
        }
        faults += keyFaults
        if subjectType == .pairwise, sector == nil {
            faults.append(
                MetadataFault(
                    ["sector_identifier_uri", "subject_type", "redirect_uris"],
                    "a pairwise client whose redirect URIs have several hosts or none needs a sector_identifier_uri"))
        }
        return faults
    }

    /// The metadata as others know it, in registered values alone (RFC 7591 §2): ours takes the secret wherever it comes, and
    /// is shown by the first of these places; a response type belongs to the grant that needs it (§2.1).
    package var registered: JSONObject {
        var object = json
        if authenticationMethod == .clientSecret {
            object["token_endpoint_auth_method"] = .string(ClientAuthenticationMethod.clientSecretBasic.rawValue)
        }
        object["response_types"] = .strings(grantTypes.contains(.authorizationCode) ? ["code"] : [])
        return object
    }

    /// The metadata under the registered names; what is absent is omitted.
    package var json: JSONObject {
        var object = JSONObject()
        for member in Self.members {
            if let value = member.show(self) { object.append(member.name, value) }
        }
        for (name, value) in information.members { object.append(name, value) }
        return object
    }
}

/// A member of client metadata: its registered name, how it is read into the metadata and how it is shown.
private struct Member: Sendable {
    let name: String
    let read: @Sendable (inout ClientMetadata, JSONValue) throws(OAuthError) -> Void
    let show: @Sendable (ClientMetadata) -> JSONValue?

    init<Value: Sendable>(
        _ name: String, _ property: any WritableKeyPath<ClientMetadata, Value> & Sendable, _ codec: MetadataCodec<Value>
    ) {
        self.name = name
        read = { (metadata: inout ClientMetadata, value) throws(OAuthError) in
            metadata[keyPath: property] = try codec.read(value, name)
        }
        show = { codec.show($0[keyPath: property]) }
    }

    /// A member that may be absent, which null and `nil` stand for.
    init<Value: Sendable>(
        _ name: String, optional property: any WritableKeyPath<ClientMetadata, Value?> & Sendable,
        _ codec: MetadataCodec<Value>
    ) {
        self.init(name, property, codec.optional)
    }
}
