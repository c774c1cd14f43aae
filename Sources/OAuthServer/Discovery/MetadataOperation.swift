import OAuthProtocol
import Storage

/// The server's metadata (RFC 8414 §2, OpenID Connect Discovery §3), computed from what is composed, so that nothing is
/// advertised that does not work.
package struct MetadataOperation: Sendable {
    /// The document of both well-known places, as octets that never change while the server runs.
    package let document: [UInt8]

    package init(
        configuration: ServerConfiguration, grants: [GrantType], resources: ProtectedResources
    ) {
        document = Self.document(configuration, grants, resources)
    }

    /// What ID tokens say by themselves.
    private static let protocolClaims = [
        "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "at_hash", "sid",
    ]

    private static func document(
        _ configuration: ServerConfiguration, _ grants: [GrantType], _ resources: ProtectedResources
    ) -> [UInt8] {
        let issuer = configuration.issuer
        let provingMethods = ClientAuthenticator.methods.map(\.rawValue)
        let everyMethod = provingMethods + [ClientAuthenticationMethod.none.rawValue]
        let verifiable = SignatureAlgorithm.allCases.map(\.rawValue)
        let signing = SignatureAlgorithm.allCases.filter(configuration.tokens.signingAlgorithms.contains)
            .map(\.rawValue)
        var scopes = Scope(["openid"]).union(StandardClaims.scopes).union(Scope(["offline_access"]))
        for resource in configuration.resources { scopes = scopes.union(resource.scopes ?? .none) }
        var document: JSONObject = [
            "issuer": .string(issuer.value),
            "authorization_endpoint": .string(issuer.url(Endpoints.authorization)),
            "token_endpoint": .string(issuer.url(Endpoints.token)),
            "userinfo_endpoint": .string(issuer.url(Endpoints.userInfo)),
            "jwks_uri": .string(issuer.url(Endpoints.jwks)),
            "revocation_endpoint": .string(issuer.url(Endpoints.revocation)),
            "introspection_endpoint": .string(issuer.url(Endpoints.introspection)),
            "end_session_endpoint": .string(issuer.url(Endpoints.endSession)),
            "device_authorization_endpoint": .string(issuer.url(Endpoints.deviceAuthorization)),
            "backchannel_logout_supported": .bool(true),
            "backchannel_logout_session_supported": .bool(true),
            "scopes_supported": .strings(scopes.values),
            "response_types_supported": .strings(["code"]),
            "response_modes_supported": .strings(ResponseModes.names),
            "grant_types_supported": .strings(grants.map(\.rawValue)),
            "token_endpoint_auth_methods_supported": .strings(everyMethod),
            "token_endpoint_auth_signing_alg_values_supported": .strings(verifiable),
            "revocation_endpoint_auth_methods_supported": .strings(everyMethod),
            "revocation_endpoint_auth_signing_alg_values_supported": .strings(verifiable),
            "introspection_endpoint_auth_methods_supported": .strings(provingMethods),
            "introspection_endpoint_auth_signing_alg_values_supported": .strings(verifiable),
            "code_challenge_methods_supported": .strings(["S256"]),
            "authorization_response_iss_parameter_supported": .bool(true),
            "protected_resources": .strings(resources.identifiers),
            "subject_types_supported": .strings(SubjectType.allCases.map(\.rawValue)),
            "id_token_signing_alg_values_supported": .strings(signing),
            "userinfo_signing_alg_values_supported": .strings(signing),
            "authorization_signing_alg_values_supported": .strings(signing),
            "introspection_signing_alg_values_supported": .strings(signing),
            // Not `none`, which is for clients that registered it: who reads it here expects it to be for all.
            "request_object_signing_alg_values_supported": .strings(verifiable),
            "prompt_values_supported": .strings(PromptValue.supported(by: configuration).map(\.rawValue)),
            "acr_values_supported": .strings(
                AuthenticationContext.possible(at: configuration).map(\.rawValue)),
            "claim_types_supported": .strings(["normal"]),
            "claims_supported": .strings(protocolClaims + UserClaims.supported),
            "claims_parameter_supported": .bool(true),
            "request_parameter_supported": .bool(true),
            "request_uri_parameter_supported": .bool(true),
            "require_request_uri_registration": .bool(true),
        ]
        let contents = JSONValue.strings(ContentEncryption.allCases.map(\.rawValue))
        for name in ["id_token", "userinfo", "authorization", "introspection"] {
            document["\(name)_encryption_alg_values_supported"] = .strings(
                KeyManagementAlgorithm.allCases.map(\.rawValue))
            document["\(name)_encryption_enc_values_supported"] = contents
        }
        document["request_object_encryption_alg_values_supported"] = .strings(
            RequestEncryptionAlgorithm.allCases.map(\.rawValue))
        document["request_object_encryption_enc_values_supported"] = contents
        if configuration.registration.policy != .off {
            document["registration_endpoint"] = .string(issuer.url(Endpoints.registration))
        }
        if configuration.registration.acceptsDocuments {
            document["client_id_metadata_document_supported"] = .bool(true)
        }
        if grants.contains(.jwtBearer) {
            document["authorization_grant_profiles_supported"] = .strings([IdentityAssertion.profile])
        }
        if !configuration.uiLocales.isEmpty { document["ui_locales_supported"] = .strings(configuration.uiLocales) }
        return document.octets
    }
}
