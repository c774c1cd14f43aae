import OAuthProtocol
import Storage

/// The server's metadata (RFC 8414 §2, OpenID Connect Discovery §3) and that of resources described here (RFC 9728),
/// computed from what is composed, so that nothing is advertised that does not work.
package struct MetadataOperation: Sendable {
    /// The paths below the issuer that the documents name.
    package struct Endpoints: Sendable {
        package var authorization = "/oauth"
        package var token = "/v1/auth/oauthtoken"
        package var userInfo = "/v1/auth/userinfo"
        package var jwks = "/v1/auth/jwks"
        package var revocation = "/v1/auth/revoke"
        package var introspection = "/v1/auth/introspect"
        package var endSession = "/v1/auth/logout"
        package var deviceAuthorization = "/v1/auth/device"
        /// Named by the answers to devices, and by no document.
        package var devicePage = "/device"

        package init() {}
    }

    /// The document of both well-known places, as octets that never change while the server runs.
    package let document: [UInt8]
    private let configuration: ServerConfiguration
    private let resources: ResourceDirectory

    package init(
        configuration: ServerConfiguration, endpoints: Endpoints, grants: [GrantType], resources: ResourceDirectory
    ) {
        self.configuration = configuration
        self.resources = resources
        document = Self.document(configuration, endpoints, grants)
    }

    /// What ID tokens say by themselves.
    private static let protocolClaims = [
        "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "at_hash", "sid",
    ]

    private static func document(
        _ configuration: ServerConfiguration, _ endpoints: Endpoints, _ grants: [GrantType]
    ) -> [UInt8] {
        let issuer = configuration.issuer
        let secretMethods = ["client_secret_basic", "client_secret_post"]
        let algorithms = SignatureAlgorithm.allCases.map(\.rawValue)
        var scopes = Scope(["openid"]).union(StandardClaims.scopes).union(Scope(["offline_access"]))
        for resource in configuration.resources { scopes = scopes.union(resource.scopes ?? .none) }
        var document: JSONObject = [
            "issuer": .string(issuer.value),
            "authorization_endpoint": .string(issuer.url(endpoints.authorization)),
            "token_endpoint": .string(issuer.url(endpoints.token)),
            "userinfo_endpoint": .string(issuer.url(endpoints.userInfo)),
            "jwks_uri": .string(issuer.url(endpoints.jwks)),
            "revocation_endpoint": .string(issuer.url(endpoints.revocation)),
            "introspection_endpoint": .string(issuer.url(endpoints.introspection)),
            "end_session_endpoint": .string(issuer.url(endpoints.endSession)),
            "device_authorization_endpoint": .string(issuer.url(endpoints.deviceAuthorization)),
            "backchannel_logout_supported": .bool(true),
            "backchannel_logout_session_supported": .bool(true),
            "scopes_supported": .strings(scopes.values),
            "response_types_supported": .strings(["code"]),
            "response_modes_supported": .strings(ResponseModes.names),
            "grant_types_supported": .strings(grants.map(\.rawValue)),
            "token_endpoint_auth_methods_supported": .strings(secretMethods + ["none"]),
            "revocation_endpoint_auth_methods_supported": .strings(secretMethods + ["none"]),
            "introspection_endpoint_auth_methods_supported": .strings(secretMethods),
            "code_challenge_methods_supported": .strings(["S256"]),
            "authorization_response_iss_parameter_supported": .bool(true),
            "subject_types_supported": .strings(SubjectType.allCases.map(\.rawValue)),
            "id_token_signing_alg_values_supported": .strings(algorithms),
            "id_token_encryption_alg_values_supported": .strings(KeyManagementAlgorithm.allCases.map(\.rawValue)),
            "id_token_encryption_enc_values_supported": .strings(ContentEncryption.allCases.map(\.rawValue)),
            "userinfo_signing_alg_values_supported": .strings(algorithms),
            "authorization_signing_alg_values_supported": .strings(algorithms),
            "introspection_signing_alg_values_supported": .strings(algorithms),
            "request_object_signing_alg_values_supported": .strings(RequestObjectAlgorithm.allCases.map(\.rawValue)),
            "prompt_values_supported": .strings(PromptValue.supported(by: configuration).map(\.rawValue)),
            "acr_values_supported": .strings(AuthenticationContext.allCases.map(\.rawValue)),
            "claim_types_supported": .strings(["normal"]),
            "claims_supported": .strings(protocolClaims + UserClaims.supported),
            "claims_parameter_supported": .bool(true),
            "request_parameter_supported": .bool(true),
            "request_uri_parameter_supported": .bool(true),
            "require_request_uri_registration": .bool(true),
        ]
        if !configuration.uiLocales.isEmpty { document["ui_locales_supported"] = .strings(configuration.uiLocales) }
        return document.octets
    }

    /// The metadata of the resource whose URI has this path (RFC 9728 §3.1); `nil` if none is described here.
    ///
    /// - Parameter path: what follows `/.well-known/oauth-protected-resource`, empty or with a slash first.
    package func protectedResource(path: String) -> [UInt8]? {
        let found = resources.described.first { resource in
            URIParts(resource.uri.value).map { $0.path == path || ($0.path + path == "/" && path.count < 2) } ?? false
        }
        guard let found else { return nil }
        var document: JSONObject = [
            "resource": .string(found.uri.value),
            "authorization_servers": .strings([configuration.issuer.value]),
            "bearer_methods_supported": .strings(["header"]),
        ]
        document["scopes_supported"] = found.scopes.map { .strings($0.values) }
        document["resource_name"] = found.name.map(JSONValue.string)
        return document.octets
    }
}
