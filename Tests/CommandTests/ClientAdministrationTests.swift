import OAuthProtocol
import Storage
import Synchronization
import Testing

@testable import cardea

/// What `cardea client` does to the database.
struct ClientAdministrationTests {
    private let database: TemporaryDatabase
    private let now = Timestamp(1_700_000_000)
    private let metadata: ClientMetadata

    init() throws {
        database = try TemporaryDatabase()
        metadata = try ClientMetadata().replacing(["redirect_uris": .strings(["https://a.example/cb"])])
    }

    @Test func `a made secret is shown once and kept as its digest`() async throws {
        let added = try await database.registry().add(id: nil, metadata: metadata, chosen: nil, origin: .command)
        let secret = try #require(added.made)
        #expect(Base64URL.decode(secret.exposed)?.count == 32)
        #expect(Base64URL.decode(added.client.id.value)?.count == 16)
        let kept = try #require(try await database.store.findClient(added.client.id))
        #expect(kept.secrets == [StoredSecret(.digest(secret.digest))])
        #expect(ClientReport(client: kept).json["client_secret"] == nil)
    }

    @Test func `a chosen secret is kept as argon2id and not shown`() async throws {
        let added = try await database.registry().add(
            id: nil, metadata: metadata, chosen: Secret("correct horse"), origin: .command)
        #expect(added.made == nil)
        #expect(try await database.accepts("correct horse", for: added.client.id))
        guard case .argon2id = added.client.secrets.first?.form else {
            Issue.record("not argon2id")
            return
        }
    }

    @Test func `a public client has no secret and takes none`() async throws {
        let isPublic = try metadata.replacing(["token_endpoint_auth_method": .string("none")])
        let added = try await database.registry().add(id: nil, metadata: isPublic, chosen: nil, origin: .command)
        #expect(added.made == nil && added.client.secrets.isEmpty)
        await #expect(throws: CommandError.self) {
            try await database.registry().add(id: nil, metadata: isPublic, chosen: Secret("a"), origin: .command)
        }
        await #expect(throws: CommandError.self) {
            try await database.registry().rotateSecret(of: added.client, overlap: 0)
        }
    }

    @Test func `a client with a key has no secret, takes none, and loses what it had`() async throws {
        let jwk: JSONObject = [
            "kty": .string("OKP"), "crv": .string("Ed25519"),
            "x": .string("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"),
        ]
        let keyed = try metadata.replacing([
            "token_endpoint_auth_method": .string("private_key_jwt"),
            "jwks": .object(["keys": .array([.object(jwk)])]),
        ])
        let added = try await database.registry().add(id: nil, metadata: keyed, chosen: nil, origin: .command)
        #expect(added.made == nil && added.client.secrets.isEmpty)
        await #expect(throws: CommandError.self) {
            try await database.registry().add(id: nil, metadata: keyed, chosen: Secret("a"), origin: .command)
        }
        await #expect(throws: CommandError.self) {
            try await database.registry().rotateSecret(of: added.client, overlap: 0)
        }
        let secretive = try await database.registry().add(id: nil, metadata: metadata, chosen: nil, origin: .command)
        let changed = try await database.registry().update(secretive.client, metadata: keyed, chosen: nil)
        #expect(changed.client.secrets.isEmpty && changed.made == nil)
        let back = try await database.registry().update(changed.client, metadata: metadata, chosen: nil)
        #expect(back.made != nil && back.client.secrets.count == 1)
    }

    @Test func `a taken id is refused`() async throws {
        let id = ClientID("charts")
        _ = try await database.registry().add(id: id, metadata: metadata, chosen: nil, origin: .command)
        await #expect(throws: CommandError.self) {
            try await database.registry().add(id: id, metadata: metadata, chosen: nil, origin: .command)
        }
    }

    @Test func `without overlap the old secret dies at once`() async throws {
        let added = try await database.registry().add(id: nil, metadata: metadata, chosen: nil, origin: .command)
        let rotated = try await database.registry().rotateSecret(of: added.client, overlap: 0)
        #expect(try await database.accepts(#require(rotated.made).exposed, for: added.client.id))
        #expect(try await database.accepts(#require(added.made).exposed, for: added.client.id) == false)
    }

    @Test func `with overlap the old secret lives until then and no later rotation prolongs it`() async throws {
        let id = ClientID("charts")
        let first = try await database.registry().add(id: id, metadata: metadata, chosen: nil, origin: .command)
        let second = try await database.registry().rotateSecret(of: first.client, overlap: 60)
        let old = try #require(first.made).exposed
        #expect(try await database.accepts(old, for: id, at: now + 59))
        #expect(try await database.accepts(old, for: id, at: now + 60) == false)
        _ = try await database.registry(at: now + 30).rotateSecret(of: second.client, overlap: 86_400)
        #expect(try await database.accepts(old, for: id, at: now + 60) == false)
        #expect(try await database.accepts(#require(second.made).exposed, for: id, at: now + 3600))
    }

    @Test func `becoming public drops the secret and becoming confidential makes one`() async throws {
        let id = ClientID("charts")
        let added = try await database.registry().add(id: id, metadata: metadata, chosen: nil, origin: .command)
        let isPublic = try metadata.replacing(["token_endpoint_auth_method": .string("none")])
        let opened = try await database.registry().update(added.client, metadata: isPublic, chosen: nil)
        #expect(opened.client.secrets.isEmpty && opened.made == nil)
        let closed = try await database.registry().update(opened.client, metadata: metadata, chosen: nil)
        #expect(try await database.accepts(#require(closed.made).exposed, for: id))
    }

    @Test func `an update keeps what it does not name`() throws {
        let given: JSONObject = ["client_name": .string("Charts")]
        let updated = try metadata.replacing(given)
        #expect(updated.redirectURIs == metadata.redirectURIs)
        #expect(updated.name == "Charts")
    }

    @Test func `no made id reads as a flag`() {
        let draws = Mutex<UInt8>(0xf8)  // base64url of an octet 0xf8 begins with a hyphen, of 0xf7 with a 9
        let entropy = Entropy { count in
            draws.withLock { draw in
                defer { draw -= 1 }
                return [UInt8](repeating: draw, count: count)
            }
        }
        #expect(ClientID(from: entropy).value.hasPrefix("9"))
    }

    @Test func `a client that is to know its users by other names loses what was issued to it`() async throws {
        let added = try await database.registry().add(id: nil, metadata: metadata, chosen: nil, origin: .command).client
        let renamed = try await database.registry().update(
            added, metadata: try metadata.replacing(["client_name": .string("Charts")]), chosen: nil
        ).client
        #expect(renamed.registration == added.registration)
        let pairwise = try await database.registry().update(
            renamed, metadata: try renamed.metadata.replacing(["subject_type": .string("pairwise")]), chosen: nil
        ).client
        #expect(pairwise.registration != added.registration && pairwise.secrets == added.secrets)
        #expect(try await database.store.findClient(added.id) == pairwise)
    }
}
