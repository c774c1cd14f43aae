import OAuthProtocol

/// The rules that an operator sets for the token service, checked once at start. Times are seconds.
package struct ServerConfiguration: Sendable, Equatable {
    package var issuer: Issuer
    package var tokens = TokenConfiguration()
    package var sessionIdle: Int64 = 14 * 86_400
    package var resources: [ResourceConfiguration] = []
    /// Hosts on which any https resource is accepted (`resource_hosts`).
    package var resourceHosts: Set<String> = []
    package var trustedIssuers: [TrustedIssuer] = []
    package var exchange: [ExchangePolicy] = []
    package var registration = RegistrationConfiguration()
    package var compatibility = CompatibilityConfiguration()
    /// The languages of the pages, as tags (`ui_locales_supported`).
    package var uiLocales: [String] = []
    /// Whether people may make accounts for themselves (`accounts.registration`).
    package var accountRegistration = false
    /// Whether people show more than a password (`accounts.second_factor`).
    package var secondFactor = SecondFactorPolicy.optional
    /// The domain that passkeys are good for (`accounts.relying_party`); `nil` for the issuer's host.
    package var relyingParty: String?
    /// Names of the claims that people may change of themselves (`accounts.profile`).
    package var profileClaims = ["name"]
    /// Whether people may remove their accounts (`accounts.removal`).
    package var accountRemoval = false
    /// Characters that a password has at least that a person chooses (`passwords.length`); `nil` for 15 where it is all that is
    /// ever asked for, and 8 otherwise (NIST SP 800-63B-4 §3.1.1.2).
    package var passwordLength: Int?
    /// Whether messages can be sent (`mail.smtp`).
    package var sendsMail = false
    /// Since when what was issued counts; from the store, and no setting.
    package var securityEpoch = SecurityEpoch(since: nil)

    package init(issuer: Issuer) {
        self.issuer = issuer
    }

    /// The RP ID of passkeys (WebAuthn Level 3 §4); `nil` where there are none, since the issuer's host is an address.
    package var relyingPartyID: String? {
        guard let host = issuer.parts.host, !LocalHost.isAddress(host) else { return nil }
        return relyingParty ?? host
    }

    /// Characters that a password has at least that a person chooses.
    package var leastPasswordLength: Int { passwordLength ?? (secondFactor == .off ? 15 : 8) }

    /// What people are told that a resource is called: its name, or without one its URI.
    package func shownName(of resource: ResourceIndicator) -> String {
        resources.first { $0.uri == resource }?.name ?? resource.value
    }
}

/// `tokens.*`
package struct TokenConfiguration: Sendable, Equatable {
    package var accessLifetime: Int64 = 3600
    package var refreshLifetime: Int64 = 14 * 86_400
    package var refreshAbsolute: Int64 = 90 * 86_400
    package var codeLifetime: Int64 = 60
    package var refreshGrace: Int64 = 10
    package var accessFormat = AccessTokenFormat.jwt
    package var accessAlgorithm = SignatureAlgorithm.es256
    /// What may sign, for clients to choose from. ML-DSA-65 is not among them by default: many libraries refuse a JWK Set
    /// as a whole for a key of a type that they do not know.
    package var signingAlgorithms: Set<SignatureAlgorithm> = [.es256, .rs256, .ps256, .es384, .edDSA]
    /// Whether ID tokens have the claims of the granted scopes, of clients that do not say.
    package var idTokenClaims = IDTokenClaims.none

    package init() {}
}

/// One of `resources[]`: a protected resource that this server issues tokens for.
package struct ResourceConfiguration: Sendable, Equatable {
    package var uri: ResourceIndicator
    package var name: String?
    /// The scopes that mean something there; `nil` means any.
    package var scopes: Scope?
    package var accessLifetime: Int64?
    package var accessFormat: AccessTokenFormat?
    /// What signs its access tokens; `nil` means the server's.
    package var accessAlgorithm: SignatureAlgorithm?
    /// Whether RFC 9728 metadata is served for it here.
    package var describe = false

    package init(uri: ResourceIndicator) {
        self.uri = uri
    }
}

/// One of `trusted_issuers[]`: who may vouch for users by assertion (RFC 7523 §2.1).
package struct TrustedIssuer: Sendable, Equatable {
    /// Where the issuer's public keys come from.
    package enum KeySource: Sendable, Equatable {
        /// A JWK Set that was read from a file at start, as its JSON octets.
        case keys([UInt8])
        /// `jwks_uri`, fetched when needed and kept for a while.
        case url(String)
    }

    package var issuer: String
    package var keys: KeySource
    /// JWS algorithms that are accepted from it.
    package var algorithms: Set<String> = ["RS256", "ES256"]
    /// The claim that names an account that is here already: matched with the user name, or for `email` with a verified
    /// address, for `user_id` with the user id, for `sub` with the user id or else the user name. `nil` means `sub`, or
    /// none where accounts are made.
    package var subjectClaim: String?
    /// Whether a person who has no account here gets one (`create_accounts`), found again by issuer and `sub` alone.
    package var createsAccounts = false
    /// Clients that may bring its assertions; `nil` means all that have the grant.
    package var clients: Set<String>?
    /// The most that its assertions may give; `nil` means all that the client may have.
    package var scopes: Scope?

    package init(issuer: String, keys: KeySource) {
        self.issuer = issuer
        self.keys = keys
    }
}

/// `compatibility.*`
package struct CompatibilityConfiguration: Sendable, Equatable {
    package enum ErrorStatus: String, Sendable, CaseIterable {
        /// RFC 6749 §5.2
        case rfc6749
        /// 200, the only status in the document of the API that this server stands in for, for confidential, configured clients.
        case documented
    }

    package var errorStatus = ErrorStatus.rfc6749
    /// Whether `renewaccesstoken` answers.
    package var renew = true

    package init() {}
}

extension TokenConfiguration {
    /// The algorithms that always have keys: RS256, by which ID tokens are signed unless a client asks for another, and those of
    /// access tokens. Keys of any other algorithm are made when the operator registers a client that wants it.
    ///
    /// - `resources`: each may want its access tokens signed by another algorithm.
    package func standingAlgorithms(for resources: [ResourceConfiguration]) -> Set<SignatureAlgorithm> {
        Set([.rs256, accessAlgorithm] + resources.compactMap(\.accessAlgorithm))
    }
}
