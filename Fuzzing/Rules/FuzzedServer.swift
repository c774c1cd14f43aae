import CardeaTesting
import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting

/// The rules of OAuth on a store in memory, made anew for every input, so that what one input did cannot matter to the
/// next: with clients of each kind, one person, a trusted issuer, and codes and a refresh token that are alive.
struct FuzzedServer: Sendable {
    /// The second in which every request comes.
    static let now = Timestamp(1_700_000_000)
    static let issuer = "https://cardea.example"
    /// `iss` of assertions that are believed, the second one's also about people who are new here.
    static let trustedIssuers = ["https://idp.example", "https://partner.example"]
    private static let parts = FuzzedParts()

    let oauth: AuthorizationServer

    /// The most that any client may have.
    static let everyScope = Scope(["openid", "profile", "email", "offline_access", "read", "write"])

    /// - `everyDocument`: what lies at whatever address is fetched.
    init(everyDocument document: [UInt8] = Array("[]".utf8)) {
        let parts = Self.parts
        let store = MemoryStore()
        do throws(StorageError) {
            for client in parts.clients {
                mustHold(try store.commitNewClient(client, unlessRevokedBy: []), "two clients have one name")
            }
            mustHold(try store.commitNewUser(parts.user) == .done, "the account could not be kept")
            for delegation in parts.delegations {
                let outcome = try store.commitDelegation(
                    delegation, spending: nil, on: .none, within: DelegationBounds())
                mustHold(outcome == .committed, "a delegation could not be kept")
            }
        } catch {
            finding("the store failed: \(error)")
        }
        oauth = AuthorizationServer(
            configuration: parts.configuration, store: store, keys: parts.keys, entropy: .seeded(1),
            slowSecrets: NoSlowSecrets(), provisioning: OneProvisionedAccount(),
            documents: EveryDocument(octets: document)
        )
    }

    /// The key of the trusted issuers and of the clients `app` and `keyed`.
    static var signer: TestSigner { parts.signer }

    /// A text that is encrypted to the server, as request objects may be.
    static func sealed(_ text: String) -> String {
        guard let jwk = parts.keys.requests.publicJWK(at: now), let key = try? EncryptionKey(jwk: jwk),
            let token = try? CompactJWE.encrypt(
                Array(text.utf8), to: key, algorithm: .ecdhES, encryption: .a128CBCHS256, contentType: "JWT")
        else { finding("nothing can be encrypted to the server") }
        return String(decoding: token, as: UTF8.self)
    }

    /// What only the server could have made, or whoever signs: `$CODE` with PKCE, `$BARECODE` without, `$OPENCODE` of a
    /// public client, `$REFRESH`, `$ASSERTION`, `$PROOF` of the client `keyed`, and `$REGISTERED` with `$SECRET`, a client
    /// that registered itself. What a session was given joins them: the last `$REFRESH` and `$TOKEN`.
    static var standins: Standins { parts.standins }

    /// Whoever is new here is the same.
    private struct OneProvisionedAccount: AccountProposing {
        func account(for person: AssertedPerson, at now: Timestamp) async throws(StorageError) -> UserRecord {
            .make("newcomer", email: "")
        }
    }

    /// The same document at every address.
    private struct EveryDocument: DocumentFetching {
        let octets: [UInt8]

        func fetch(_ url: String, limit: Int) async throws(OAuthError) -> FetchedDocument {
            FetchedDocument(octets: octets)
        }
    }

    /// Nobody here has a secret that is verified slowly.
    private struct NoSlowSecrets: SlowSecretVerifying {
        func verify(
            _ secret: Secret, againstHash hash: String, of client: ClientID, from address: String, at now: Timestamp
        ) async throws(OAuthError) -> Bool { false }
    }
}
