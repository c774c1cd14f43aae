import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import Synchronization
import Testing

/// Signing by an algorithm that may have no key yet.
@Suite struct TokenKeysTests {
    private let master = MasterKey(from: Entropy { [UInt8](repeating: 5, count: $0) })
    private let payload = Array(#"{"sub":"8"}"#.utf8)

    private func sign(_ keys: TokenKeys, _ algorithm: SignatureAlgorithm) async throws(OAuthError) -> [UInt8] {
        try await keys.sign(payload, by: algorithm, type: "logout+jwt")
    }

    @Test func `a key that is there signs without a look at the database`() async throws {
        let key = try SigningKey.generate(.es256)
        let asked = Mutex(0)
        let keys = TokenKeys(ring: KeyRing(KeySet(current: [key])), master: master) { asked.withLock { $0 += 1 } }
        let token = try CompactJWS(String(decoding: await sign(keys, .es256), as: UTF8.self))
        #expect(token.isSigned(by: key.publicKey) && token.type == "logout+jwt" && token.payload == payload)
        #expect(asked.withLock { $0 } == 0)
    }

    @Test func `a key that another process has just made is found, and then signs`() async throws {
        let cluster = KeyCluster()
        let (service, ring) = try await cluster.preparedProcess()
        let keys = TokenKeys(ring: ring, master: master, look: service.reload)
        try await cluster.process().service.provide([.edDSA], at: KeyCluster.start)
        #expect(ring.current.signer(.edDSA) == nil)
        let token = try CompactJWS(String(decoding: await sign(keys, .edDSA), as: UTF8.self))
        #expect(token.algorithm == "EdDSA" && ring.recognises(token))
    }

    @Test func `no key is made because somebody wants a signature`() async throws {
        let cluster = KeyCluster()
        let (service, ring) = try await cluster.preparedProcess()
        let (made, published) = (cluster.made.count, ring.current.jwks)
        let keys = TokenKeys(ring: ring, master: master, look: service.reload)
        for algorithm in SignatureAlgorithm.allCases where !KeyCluster.standing.contains(algorithm) {
            await #expect(throws: OAuthError.self) { try await sign(keys, algorithm) }
        }
        #expect(cluster.made.count == made && ring.current.jwks == published)
    }

    @Test func `without a key, the server says that it is at fault`() async throws {
        let keys = TokenKeys(ring: KeyRing(), master: master)
        let error = await #expect(throws: OAuthError.self) { try await sign(keys, .edDSA) }
        #expect(error?.code == .serverError)
        let failing = TokenKeys(ring: KeyRing(), master: master) { () throws(SigningKeyError) in
            throw .storage(StorageError(.unavailable, "disk at /var/lib"))
        }
        let failure = await #expect(throws: OAuthError.self) { try await sign(failing, .edDSA) }
        #expect(failure?.code == .serverError)
        #expect(failure?.description.contains("/var/lib") == false, "where it lies is for the log alone")
        #expect(failure?.cause?.contains("/var/lib") == true)
    }

    @Test func `keys for different uses have nothing in common`() {
        let keys = TokenKeys(ring: KeyRing(), master: master)
        let macs = [keys.refresh, keys.opaque, keys.pairwise, keys.sessionIDs].map { $0.mac([1]) }
        #expect(Set(macs).count == macs.count)
    }
}
