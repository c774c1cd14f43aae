import JOSE
import Logging
import OAuthProtocol
import OAuthServer
import Storage
import Testing

@testable import cardea

/// What the operator's clients may have signed, and that there are keys for it before anybody asks.
struct ClientSignatureTests {
    private let database: TemporaryDatabase
    private let ring = KeyRing()
    private let now = Timestamp(1_700_000_000)

    init() throws {
        database = try TemporaryDatabase()
    }

    private func registry(_ tokens: TokenConfiguration = TokenConfiguration()) -> ClientAdministration {
        let keys = SigningKeyService(
            store: database.store, masterKey: MasterKey(from: Entropy { [UInt8](repeating: 5, count: $0) }), ring: ring,
            standing: [], longestTokenLifetime: 3600)
        var registry = database.registry()
        registry.signatures = .ofOperators(tokens)
        registry.provideKeys = { [now] in try await keys.provide($0.subtracting([.rs256]), at: now) }
        return registry
    }

    private func wanting(_ algorithm: String) throws -> ClientMetadata {
        try ClientMetadata().replacing([
            "redirect_uris": .strings(["https://a.example/cb"]), "userinfo_signed_response_alg": .string(algorithm),
        ])
    }

    @Test func `an algorithm that is not named is refused, and the reason says where to name it`() async throws {
        let error = await #expect(throws: CommandError.self) { try await registry().judge(wanting("ML-DSA-65")) }
        #expect(error?.description.contains("userinfo_signed_response_alg") == true)
        #expect(error?.description.contains("tokens.signing_algorithms") == true)
        #expect(try await registry().judge(wanting("ES384")).isEmpty)
        var tokens = TokenConfiguration()
        tokens.signingAlgorithms.insert(.mlDSA65)
        #expect(try await registry(tokens).judge(wanting("ML-DSA-65")).isEmpty)
    }

    @Test(arguments: [
        "id_token_signed_response_alg", "userinfo_signed_response_alg", "authorization_signed_response_alg",
        "introspection_signed_response_alg", "access_token_signed_response_alg",
    ])
    func `whatever is signed by an algorithm that is not named is refused by its name`(member: String) async throws {
        let metadata = try ClientMetadata().replacing([
            "redirect_uris": .strings(["https://a.example/cb"]), member: .string("ML-DSA-65"),
        ])
        let error = await #expect(throws: CommandError.self) { try await registry().judge(metadata) }
        #expect(error?.description.contains("\(member): ML-DSA-65") == true)
    }

    @Test func `an algorithm that left the setting keeps nobody from changing something else`() async throws {
        var tokens = TokenConfiguration()
        let known = try wanting("ES384")
        let added = try await registry().add(id: nil, metadata: known, chosen: nil, origin: .command)
        tokens.signingAlgorithms.remove(.es384)
        let renamed = try known.replacing(["client_name": .string("Renamed")])
        let warnings = try await registry(tokens).judge(renamed, insteadOf: known)
        #expect(warnings.count == 1 && warnings[0].contains("userinfo_signed_response_alg: ES384 is not among"))
        #expect(
            try await registry(tokens).update(added.client, metadata: renamed, chosen: nil).client.metadata == renamed)
        let more = try known.replacing(["authorization_signed_response_alg": .string("ES384")])
        let refusal = await #expect(throws: CommandError.self) {
            try await registry(tokens).judge(more, insteadOf: known)
        }
        #expect(refusal?.description.contains("authorization_signed_response_alg") == true)
    }

    @Test func `an update makes no keys for what left the setting`() async throws {
        var tokens = TokenConfiguration()
        tokens.signingAlgorithms.remove(.es384)
        let added = try await database.registry().add(
            id: nil, metadata: wanting("ES384"), chosen: nil, origin: .command)
        _ = try await registry(tokens).update(added.client, metadata: added.client.metadata, chosen: nil)
        #expect(ring.current.algorithms.isEmpty)
    }

    @Test func `its keys are there as soon as the client is`() async throws {
        let added = try await registry().add(id: nil, metadata: wanting("ES384"), chosen: nil, origin: .command)
        #expect(ring.current.signer(.es384) != nil)
        _ = try await registry().update(added.client, metadata: wanting("EdDSA"), chosen: nil)
        #expect(ring.current.algorithms == [.es384, .edDSA])
    }

    @Test func `a start makes what is missing, and nothing that is not allowed any more`() async throws {
        let old = database.registry()
        for algorithm in ["ES384", "ML-DSA-65"] {
            _ = try await old.add(id: nil, metadata: wanting(algorithm), chosen: nil, origin: .command)
        }
        #expect(ring.current.algorithms.isEmpty)
        try await registry().provideKeysOfKept(.quiet)
        #expect(ring.current.algorithms == [.es384])
    }
}
