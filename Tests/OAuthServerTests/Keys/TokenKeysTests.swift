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
        try await keys.sign(payload, by: algorithm, type: "logout+jwt", at: KeyWorkshop.start)
    }

    @Test func `a key that is there signs without asking for another`() async throws {
        let key = try SigningKey.generate(.es256)
        let asked = Mutex(0)
        let keys = TokenKeys(ring: KeyRing(KeySet(current: [key])), master: master) { _, _ in
            asked.withLock { $0 += 1 }
        }
        let token = try CompactJWS(String(decoding: await sign(keys, .es256), as: UTF8.self))
        #expect(token.isSigned(by: key.publicKey) && token.type == "logout+jwt" && token.payload == payload)
        #expect(asked.withLock { $0 } == 0)
    }

    @Test func `a key that is missing is made, and then signs`() async throws {
        let workshop = KeyWorkshop()
        let (service, ring) = workshop.process()
        let keys = TokenKeys(ring: ring, master: master, provide: service.provide)
        for _ in 0..<2 {
            let token = try CompactJWS(String(decoding: await sign(keys, .edDSA), as: UTF8.self))
            #expect(token.algorithm == "EdDSA" && ring.recognises(token))
        }
        #expect(workshop.made.count == 2, "one that signs and one for later")
    }

    @Test func `without a key and without means to make one, the server says that it is at fault`() async throws {
        let keys = TokenKeys(ring: KeyRing(), master: master)
        let error = await #expect(throws: OAuthError.self) { try await sign(keys, .edDSA) }
        #expect(error?.code == .serverError)
        let failing = TokenKeys(ring: KeyRing(), master: master) { _, _ throws(SigningKeyError) in
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
