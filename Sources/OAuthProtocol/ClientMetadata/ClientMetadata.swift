/// How a client proves that it is itself (`token_endpoint_auth_method`, RFC 7591 §2).
package enum ClientAuthenticationMethod: String, Sendable, CaseIterable, Hashable {
    /// A public client: it has no secret and is known by its `client_id` alone.
    case none
    /// Our default: the secret by Basic, in the body or in `httpAuth`, whichever the caller can.
    case clientSecret = "client_secret"
    /// The secret in the `Authorization` header only (RFC 6749 §2.3.1).
    case clientSecretBasic = "client_secret_basic"
    /// The secret in the body only (RFC 6749 §2.3.1).
    case clientSecretPost = "client_secret_post"
    /// A signature by a key of the client's own (RFC 7523 §2.2, OpenID Connect Core §9).
    case privateKeyJWT = "private_key_jwt"

    /// Whether a secret is kept for the client.
    package var usesSecret: Bool { self != .none && self != .privateKeyJWT }
}

/// The form of a client's access tokens.
package enum AccessTokenFormat: String, Sendable, CaseIterable, Hashable {
    /// RFC 9068
    case jwt
    /// A reference that only introspection can read.
    case opaque
}

/// Whether ID tokens have the claims about people that were granted by scope.
package enum IDTokenClaims: String, Sendable, CaseIterable, Hashable {
    /// UserInfo has them, since there is an access token to ask with (OpenID Connect Core §5.4).
    case none
    /// Those of `profile`, `email`, `address` and `phone` are in ID tokens too, for clients that read nothing else.
    case scope
}

/// A client's metadata under the registered names (RFC 7591 §2, OpenID Connect Registration §2) and a few of ours.
package struct ClientMetadata: Equatable, Sendable {
    /// `client_name`; `nil` means that the client is shown by its identifier.
    package var name: String?
    /// `redirect_uris`
    package var redirectURIs: [RedirectURI] = []
    /// `grant_types`
    package var grantTypes: [GrantType] = [.authorizationCode, .refreshToken]
    /// `response_types`: nothing but `code` exists in OAuth 2.1.
    package var responseTypes = ["code"]
    /// `token_endpoint_auth_method`
    package var authenticationMethod = ClientAuthenticationMethod.clientSecret
    /// `token_endpoint_auth_signing_alg`; `nil` means any signature that its keys can make.
    package var authenticationAlgorithm: SignatureAlgorithm?
    /// `scope`: the most that the client may ever have.
    package var scope = Scope(["openid", "profile", "email"])
    /// `default_scope`: what a request without scope gets; `nil` means the whole of `scope`.
    package var defaultScope: Scope?
    /// `resources`: the resources that the client may ask for besides those of the configuration (RFC 8707).
    package var resources: [ResourceIndicator] = []
    /// `default_resources`: what a request without `resource` is taken to ask for; empty means the server itself.
    package var defaultResources: [ResourceIndicator] = []
    /// `subject_type`
    package var subjectType = SubjectType.public
    /// `sector_identifier_uri`; `nil` means that the redirect URIs have one host.
    package var sectorIdentifierURI: WebURI?
    /// `jwks`: the client's public keys (RFC 7517 §5); `nil` if it has none, or names them by `jwks_uri`.
    package var jwks: JSONObject?
    /// `jwks_uri`
    package var jwksURI: WebURI?
    /// `id_token_signed_response_alg`
    package var idTokenAlgorithm = SignatureAlgorithm.rs256
    /// `id_token_claims`; `nil` means the server's.
    package var idTokenClaims: IDTokenClaims?
    /// `id_token_encrypted_response_alg`, `…_enc`: of ID tokens and logout tokens.
    package var idTokenEncryption = ResponseEncryption()
    /// `userinfo_signed_response_alg`; `nil` means that it is not signed.
    package var userInfoAlgorithm: SignatureAlgorithm?
    /// `userinfo_encrypted_response_alg`, `…_enc`
    package var userInfoEncryption = ResponseEncryption()
    /// `authorization_signed_response_alg` (JARM §3)
    package var authorizationAlgorithm = SignatureAlgorithm.rs256
    /// `authorization_encrypted_response_alg`, `…_enc`
    package var authorizationEncryption = ResponseEncryption()
    /// `introspection_signed_response_alg` (RFC 9701 §6)
    package var introspectionAlgorithm = SignatureAlgorithm.rs256
    /// `introspection_encrypted_response_alg`, `…_enc`
    package var introspectionEncryption = ResponseEncryption()
    /// `request_object_signing_alg`; `nil` means any signature that its keys can make.
    package var requestObjectAlgorithm: RequestObjectAlgorithm?
    /// `request_object_encryption_alg`: what it may use; any other of ours is taken too (OpenID Connect Registration §2).
    package var requestObjectKeyManagement: RequestEncryptionAlgorithm?
    /// `request_object_encryption_enc`
    package var requestObjectEncryption: ContentEncryption?
    /// `require_signed_request_object` (RFC 9101 §10.5)
    package var requiresSignedRequestObject = false
    /// `request_uris`: where its request objects may lie, compared exactly but for fragments.
    package var requestURIs: [RequestURI] = []
    /// `post_logout_redirect_uris` (OpenID Connect RP-Initiated Logout §3.1), compared exactly.
    package var postLogoutRedirectURIs: [RedirectURI] = []
    /// `backchannel_logout_uri`; `nil` if it wants no logout tokens.
    package var backchannelLogoutURI: WebURI?
    /// `backchannel_logout_session_required`; logout tokens always have a `sid`.
    package var requiresLogoutSession = false
    /// `default_acr_values`
    package var defaultACRValues: [String] = []
    /// `require_auth_time`; ID tokens always have it.
    package var requiresAuthenticationTime = false
    /// `claim_mapping`: claims that the client gets in ID token and UserInfo, and the account's claim that each is read
    /// from.
    package var claimMapping: [String: String] = [:]
    /// `access_token_format`; `nil` means the server's.
    package var accessTokenFormat: AccessTokenFormat?
    /// `access_token_signed_response_alg`; `nil` means that of the resources, or the server's.
    package var accessTokenAlgorithm: SignatureAlgorithm?
    /// `access_token_lifetime`, seconds; `nil` means the server's.
    package var accessTokenLifetime: Int64?
    /// `default_max_age`, seconds; `nil` means none.
    package var defaultMaxAge: Int64?
    /// `require_pkce`: a confidential client that must send a code challenge all the same.
    package var requiresPKCE = false
    /// `may_introspect`: whether the client may ask about tokens that are not its own.
    package var mayIntrospect = false
    /// `skip_consent`: the operator's own application, which needs nobody's leave.
    package var skipsConsent = false
    /// What is kept and shown but decides nothing: `client_uri`, `logo_uri`, `contacts`, `software_id`, …
    package var information = JSONObject()

    package init() {}

    /// Equal where every member is, octet for octet: a name in another normalization form of Unicode is another name, and
    /// whoever registered it is shown what they registered.
    package static func == (left: ClientMetadata, right: ClientMetadata) -> Bool {
        left.json == right.json
    }

    /// The scope that a request without `scope` gets.
    package var effectiveDefaultScope: Scope { defaultScope ?? scope }

    /// Whether the client keeps a secret or a key, so that its identity is proved and not claimed.
    package var isConfidential: Bool { authenticationMethod != .none }
}

/// How a client knows its users (`subject_type`, OpenID Connect Core §8).
package enum SubjectType: String, Sendable, CaseIterable, Hashable {
    /// By the user id, the same for every client.
    case `public`
    /// By an identifier that clients of other sectors do not know.
    case pairwise
}

extension ClientMetadata {
    /// What a client may have signed for it: the member that says by which algorithm, and the algorithm; those that it
    /// leaves open are not there.
    package var wantedSignatures: [(name: String, algorithm: SignatureAlgorithm)] {
        let members = [
            ("id_token_signed_response_alg", idTokenAlgorithm), ("userinfo_signed_response_alg", userInfoAlgorithm),
            ("authorization_signed_response_alg", authorizationAlgorithm),
            ("introspection_signed_response_alg", introspectionAlgorithm),
            ("access_token_signed_response_alg", accessTokenAlgorithm),
        ]
        return members.compactMap { name, algorithm in algorithm.map { (name, $0) } }
    }

    /// The algorithms of all that.
    package var wantedAlgorithms: Set<SignatureAlgorithm> { Set(wantedSignatures.map(\.algorithm)) }
}
