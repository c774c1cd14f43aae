import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import StorageSQLite
import StorageTesting

/// A server without transport, on a real database, in which nothing is left to chance but the nonces of signatures.
struct Workshop {
    struct Missing: Error {}

    private let now: Timestamp
    private let store: any Store
    private let keys: TokenKeys
    private let server: AuthorizationServer
    private let authenticator: ClientAuthenticator
    private let issuer: TokenIssuer
    private let verifier: AccessTokenVerifier
    private let client: ClientRecord
    private let delegation: DelegationRecord
    private let code: TokenDigest

    private static let form = Array(
        """
        grant_type=authorization_code&code=SplxlOBeZQQYbYS6WxSbIASplxlOBeZQQYbYS6WxSbIA&client_id=app\
        &redirect_uri=https%3A%2F%2Fapp.example%2Fcallback%3Fplace%3Dhere&scope=openid+profile+email\
        &code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk&resource=https%3A%2F%2Fapi.example%2F
        """.utf8)
    /// `app:app-secret`.
    private static let basic = "Basic YXBwOmFwcC1zZWNyZXQ="

    init(in directory: String) async throws {
        store = try SQLiteStore(path: directory + "/cardea.sqlite")
        let rows = StorageFixture(in: store)
        now = rows.now
        let user = try await rows.add(rows.user(email: "alice@example.com"))
        client = try await rows.add(ClientRecord.make { $0.idTokenAlgorithm = .es256 })
        let session = try await rows.begin(rows.session(of: user))
        delegation = try await rows.redeem(rows.delegation(of: user, to: client, in: session))
        let signingKeys = try [.es256, .edDSA].map {
            try SigningKey(serialized: [UInt8](repeating: 7, count: 32), algorithm: $0)
        }
        guard let issuer = Issuer("https://auth.example"), let code = delegation.code?.digest,
            let master = MasterKey(octets: [UInt8](repeating: 9, count: 32))
        else { throw Missing() }
        self.code = code
        keys = TokenKeys(ring: KeyRing(KeySet(current: signingKeys)), master: master)
        let configuration = ServerConfiguration(issuer: issuer)
        server = AuthorizationServer(
            configuration: configuration, store: store, keys: keys, entropy: .seeded(), slowSecrets: Nobody(),
            provisioning: Nobody(), documents: Nobody())
        let clientKeys = ClientKeys(documents: Nobody())
        authenticator = ClientAuthenticator(
            clients: server.clients, secrets: SecretVerifier(slow: Nobody()),
            assertions: ClientAssertionVerifier(
                issuer: issuer, tokenEndpoint: issuer.value, keys: clientKeys, signatures: SignatureVerifier(),
                assertions: store))
        self.issuer = TokenIssuer(
            configuration: configuration, resources: ResourceDirectory(configuration), keys: keys,
            clientKeys: clientKeys, entropy: .seeded())
        verifier = AccessTokenVerifier(issuer: issuer, keys: keys, clients: server.clients, store: store)
    }

    /// Does it `count` times.
    ///
    /// - Returns: a number that comes of every one of them, so that none is left out.
    /// - Throws: `Missing` if something did not come out as it must, and what the server throws.
    func perform(_ work: Work, _ count: Int) async throws -> Int {
        var sum = 0
        switch work {
        case .parse:
            for _ in 0..<count { sum += try Parameters(form: Self.form)["code_verifier"]?.utf8.count ?? 0 }
        case .authenticate:
            let request = RequestFacts(
                parameters: Parameters(["grant_type": "client_credentials"]), authorization: Self.basic)
            for _ in 0..<count {
                sum += try await authenticator.authenticate(request, at: now).record.id.value.utf8.count
            }
        case .read:
            for _ in 0..<count {
                guard let found = try await store.findDelegation(delegation.id) else { throw Missing() }
                sum += found.delegation.resources.count + 1
            }
        case .sign:
            let token = accessToken
            for _ in 0..<count { sum += try await issuer.encode(token, as: .signed(.es256)).count }
        case .serialise:
            let response = try await refreshed(try await generation)
            for _ in 0..<count { sum += response.octets.count }
        case .commit:
            let first = try await generation
            for generation in first..<first + Int64(count) {
                let next = RefreshState(generation: generation + 1, rotatedAt: now, expiresAt: now + 1_209_600)
                let outcome = try await store.commitRotation(of: delegation.id, from: generation, to: next, at: now)
                guard outcome == .committed else { throw Missing() }
                sum += 1
            }
        case .verifyCached, .verify:
            // A signature of ES256 is another each time and takes a little more or less to verify, so of several; one of
            // EdDSA is the same, and so is the place of its digest in the table.
            let (algorithm, several): (SignatureAlgorithm, Int) = work == .verify ? (.es256, 16) : (.edDSA, 1)
            var tokens: [String] = []
            for _ in 0..<several {
                let token = try await issuer.encode(accessToken, as: .signed(algorithm))
                tokens.append(String(decoding: token, as: UTF8.self))
            }
            for number in 0..<count {
                let token = tokens[number % tokens.count]
                let isGood =
                    work == .verify
                    ? verifier.read(token) != nil : try await verifier.verify(token, at: now) != nil
                guard isGood else { throw Missing() }
                sum += 1
            }
        case .clientCredentials:
            let request = RequestFacts(
                parameters: Parameters(["grant_type": "client_credentials", "scope": "openid"]),
                authorization: Self.basic)
            for _ in 0..<count { sum += try await server.token.perform(request, at: now).octets.count }
        case .refresh:
            var generation = try await generation
            for _ in 0..<count {
                sum += try await refreshed(generation).octets.count
                generation += 1
            }
        }
        return sum
    }
}

extension Workshop {
    private var accessToken: AccessToken {
        AccessToken(
            subject: "4242", clientID: client.id, audience: ["https://auth.example"], scope: delegation.scope,
            issuedAt: now, expiresAt: now + 3600, id: TokenID(of: .delegation(delegation.id), from: .seeded(3)),
            authenticatedAt: now, acr: "urn:cardea:password", amr: ["pwd"])
    }

    /// Where the chain of refresh tokens stands.
    private var generation: Int64 {
        get async throws {
            guard let state = try await store.findDelegation(delegation.id)?.delegation.refresh else {
                throw Missing()
            }
            return state.generation
        }
    }

    /// The answer to the refresh token of a generation, which gives way to the next.
    private func refreshed(_ generation: Int64) async throws -> TokenResponse {
        let token = RefreshToken(of: delegation.id, generation: generation, code: code, key: keys.refresh)
        let request = RequestFacts(
            parameters: Parameters(["grant_type": "refresh_token", "refresh_token": token.secret.exposed]),
            authorization: Self.basic)
        return try await server.token.perform(request, at: now)
    }
}

/// Stands where nobody comes: no secret here is slow, nobody is vouched for, nothing is fetched.
private struct Nobody: SlowSecretVerifying, AccountProposing, DocumentFetching {
    func verify(
        _ secret: Secret, againstHash hash: String, of client: ClientID, from address: String, at now: Timestamp
    ) async throws(OAuthError) -> Bool { false }

    func account(for person: AssertedPerson, at now: Timestamp) async throws(StorageError) -> UserRecord {
        throw StorageError(.unavailable, "nobody is vouched for")
    }

    func fetch(_ url: String, limit: Int) async throws(OAuthError) -> FetchedDocument {
        throw OAuthError(.temporarilyUnavailable, "nothing is fetched")
    }
}
