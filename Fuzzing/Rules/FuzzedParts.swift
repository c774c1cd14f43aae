import CardeaTesting
import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting

/// What every `FuzzedServer` is made of, made once.
struct FuzzedParts: Sendable {
    let configuration: ServerConfiguration
    let keys: TokenKeys
    let clients: [ClientRecord]
    let user = UserRecord.make()
    let signer: TestSigner
    private(set) var delegations: [DelegationRecord] = []
    private(set) var standins = Standins()

    init() {
        do {
            signer = try TestSigner()
            let ring = KeyRing(KeySet(current: [try SigningKey.generate(.es256)]))
            keys = TokenKeys(ring: ring, master: MasterKey(from: .seeded(2)))
            standins["$ASSERTION"] = try Self.assertion(of: FuzzedServer.trustedIssuers[0], about: "ada", by: signer)
            standins["$PROOF"] = try Self.assertion(of: "keyed", about: "keyed", by: signer)
            let registrations = SealedRegistrations(keys: keys, entropy: .seeded(4))
            let registered = try registrations.seal(ClientRecord.make().metadata, at: FuzzedServer.now)
            standins["$REGISTERED"] = registered.id.value
            standins["$SECRET"] = registrations.secret(of: registered.id).exposed
        } catch {
            finding("the server could not be made: \(error)")
        }
        configuration = Self.configuration(trusting: signer)
        clients = Self.clients(signer)
        let entropy = Entropy.seeded(3)
        standins["$CODE"] = code(of: "app", withChallenge: true, entropy).secret.exposed
        standins["$BARECODE"] = code(of: "app", withChallenge: false, entropy).secret.exposed
        standins["$OPENCODE"] = code(of: "spa", withChallenge: true, entropy).secret.exposed
        let redeemed = code(of: "app", withChallenge: false, redeemed: true, entropy)
        let refresh = RefreshToken(of: redeemed.delegation, generation: 0, code: redeemed.digest, key: keys.refresh)
        standins["$REFRESH"] = refresh.secret.exposed
    }

    private static func assertion(
        of issuer: String, about subject: String, by signer: TestSigner
    ) throws -> String {
        try signer.sign([
            "iss": .string(issuer), "sub": .string(subject), "aud": .string(FuzzedServer.issuer),
            "exp": .integer((FuzzedServer.now + 300).seconds), "jti": "1",
        ])
    }

    private static func configuration(trusting signer: TestSigner) -> ServerConfiguration {
        guard let issuer = Issuer(FuzzedServer.issuer), let uri = ResourceIndicator("https://api.example/") else {
            finding("the issuer is none")
        }
        var configuration = ServerConfiguration(issuer: issuer)
        configuration.trustedIssuers = FuzzedServer.trustedIssuers.map {
            TrustedIssuer(issuer: $0, keys: .keys(signer.jwks))
        }
        configuration.trustedIssuers[1].createsAccounts = true
        var resource = ResourceConfiguration(uri: uri)
        resource.scopes = Scope(["read", "write"])
        resource.accessLifetime = 300
        configuration.resources = [resource]
        var policy = ExchangePolicy(client: ClientID("app"), resources: [uri])
        policy.delegation = true
        configuration.exchange = [policy]
        configuration.resourceHosts = ["mcp.example"]
        configuration.registration.policy = .open
        configuration.registration.scopes = FuzzedServer.everyScope
        configuration.registration.acceptsDocuments = true
        return configuration
    }

    /// One of each kind: a confidential client with a key, which may do everything; a public one; one that sends its
    /// requests unsigned; one by Basic alone; one by its key; one with opaque tokens. What is signed for them is signed by the one key that
    /// there is.
    private static func clients(_ signer: TestSigner) -> [ClientRecord] {
        func client(_ id: String, secret: String?, _ change: (inout ClientMetadata) -> Void) -> ClientRecord {
            .make(id: id, secret: secret, scope: "openid profile email offline_access read write") { metadata in
                metadata.idTokenAlgorithm = .es256
                metadata.authorizationAlgorithm = .es256
                metadata.introspectionAlgorithm = .es256
                change(&metadata)
            }
        }
        return [
            client("app", secret: "app-secret") { metadata in
                metadata.jwks = ["keys": .array([.object(signer.jwk)])]
                metadata.grantTypes.append(.tokenExchange)
                metadata.mayIntrospect = true
            },
            client("spa", secret: nil) { _ in },
            client("plain", secret: nil) { $0.requestObjectAlgorithm = .unsecured },
            client("basic", secret: "basic-secret") { $0.authenticationMethod = .clientSecretBasic },
            client("keyed", secret: nil) { metadata in
                metadata.authenticationMethod = .privateKeyJWT
                metadata.grantTypes.append(.clientCredentials)
                metadata.jwks = ["keys": .array([.object(signer.jwk)])]
            },
            client("opaque", secret: "opaque-secret") { metadata in
                metadata.accessTokenFormat = .opaque
                metadata.subjectType = .pairwise
            },
        ]
    }

    /// A code that is good for a day, with the delegation that it opens. The challenge is that of RFC 7636 appendix B.
    private mutating func code(
        of client: String, withChallenge: Bool, redeemed: Bool = false, _ entropy: Entropy
    ) -> AuthorizationCode {
        guard let redirectURI = RedirectURI("https://app.example/callback") else { finding("a redirect URI is none") }
        let (now, end) = (FuzzedServer.now, FuzzedServer.now + 86_400)
        let code = AuthorizationCode(for: DelegationID(at: now, from: entropy), by: keys.codes)
        delegations.append(
            DelegationRecord(
                id: code.delegation, client: ClientRegistration(id: ClientID(client), instance: 1), userID: user.id,
                sessionID: nil,
                scope: Scope(["openid", "profile", "offline_access"]), resources: [], authenticatedAt: now - 10,
                createdAt: now - 10,
                code: CodeRecord(
                    digest: code.digest, redirectURI: redirectURI, redirectURIWasSent: withChallenge,
                    challenge: withChallenge ? CodeChallenge("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM") : nil,
                    nonce: "n-0S6_WzA2Mj", scopeIsAsAsked: true, expiresAt: end),
                redeemedAt: redeemed ? now - 5 : nil,
                refresh: redeemed ? RefreshState(generation: 0, rotatedAt: now - 5, expiresAt: end) : nil,
                expiresAt: end))
        return code
    }
}
