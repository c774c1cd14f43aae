import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import Testing

/// Keys of algorithms that the operator's clients want beside the usual ones.
@Suite struct FurtherKeysTests {
    static let further = SignatureAlgorithm.allCases.filter { !KeyCluster.standing.contains($0) }

    private let cluster = KeyCluster()

    @Test func `an algorithm that nobody asked for has no key, at the start or later`() async throws {
        let (service, ring) = try await cluster.preparedProcess()
        try await service.rotateIfDue(at: KeyCluster.start + 31 * KeyCluster.day)
        try await service.rotate(at: KeyCluster.start + 32 * KeyCluster.day)
        #expect(Set(cluster.made) == Set(KeyCluster.standing))
        #expect(Self.further.allSatisfy { ring.current.signer($0) == nil })
        #expect(!String(decoding: ring.current.jwks, as: UTF8.self).contains("AKP"))
    }

    @Test(arguments: further)
    func `a client that wants it has a key made that signs and is published`(algorithm: SignatureAlgorithm) async throws
    {
        let (service, ring) = try await cluster.preparedProcess()
        try await service.provide([algorithm], at: KeyCluster.start)
        let token = try ring.token(algorithm)
        #expect(token.algorithm == algorithm.rawValue && ring.recognises(token))
        let published = try JWKSet(json: ring.current.jwks)
        #expect(published.keys(id: token.keyID, algorithm: algorithm.rawValue).contains(where: token.isSigned(by:)))
        // Nobody should wait for the second RSA key.
        #expect(cluster.ids(algorithm, .next).count == (algorithm == .ps256 ? 0 : 1))
        try await service.rotateIfDue(at: KeyCluster.start)
        #expect(cluster.ids(algorithm, .next).count == 1)
    }

    @Test func `a key that is there is not made again, by this process or another`() async throws {
        let (service, ring) = try await cluster.preparedProcess()
        try await service.provide([.es384], at: KeyCluster.start)
        let (made, commits) = (cluster.made.count, cluster.store.commits)
        try await service.provide([.es384], at: KeyCluster.start)
        try await service.provide([.rs256], at: KeyCluster.start)
        // It has not looked since, so it learns here that the key was made.
        let (other, otherRing) = cluster.process()
        try await other.provide([.es384], at: KeyCluster.start)
        #expect(cluster.made.count == made && cluster.store.commits == commits)
        #expect(otherRing.current.jwks == ring.current.jwks)
    }

    @Test func `processes that want it at once end with one key`() async throws {
        let (_, first) = try await cluster.preparedProcess()
        let processes = (0..<8).map { _ in cluster.process() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for process in processes {
                group.addTask { try await process.service.provide([.mlDSA65], at: KeyCluster.start) }
            }
            try await group.waitForAll()
        }
        #expect(cluster.ids(.mlDSA65, .current).count == 1 && cluster.ids(.mlDSA65, .next).count == 1)
        let token = try #require(processes.first).ring.token(.mlDSA65)
        #expect(processes.allSatisfy { $0.ring.recognises(token) })
        #expect(first.current.signer(.mlDSA65) == nil, "who did not ask notices when it looks")
    }

    @Test func `a process that comes second takes over the other's key`() async throws {
        let (late, lateRing) = try await cluster.preparedProcess()
        let (early, earlyRing) = cluster.process()
        cluster.store.interrupt { try? await early.provide([.es384], at: KeyCluster.start) }
        try await late.provide([.es384], at: KeyCluster.start)
        #expect(lateRing.current.jwks == earlyRing.current.jwks)
        #expect(cluster.ids(.es384, .current).count == 1)
    }

    @Test func `such a key rotates like the rest, also when nobody signs by it any more`() async throws {
        let (service, ring) = try await cluster.preparedProcess()
        try await service.provide([.edDSA], at: KeyCluster.start)
        let old = try ring.token(.edDSA)
        let next = cluster.ids(.edDSA, .next)
        try await service.rotateIfDue(at: KeyCluster.start + 30 * KeyCluster.day)
        #expect(cluster.ids(.edDSA, .current) == next && ring.recognises(old))
        #expect(cluster.ids(.edDSA, .next).count == 1)
        // Another start, by which time access tokens are signed by another algorithm too.
        let (later, laterRing) = cluster.process()
        try await later.prepare(at: KeyCluster.start + 31 * KeyCluster.day)
        #expect(laterRing.recognises(old))
        try await later.rotate(at: KeyCluster.start + 31 * KeyCluster.day)
        #expect(cluster.ids(.edDSA, .current).count == 1 && cluster.ids(.edDSA, .current) != next)
    }

    @Test func `a look that began earlier takes no new key back`() async throws {
        let (service, ring) = try await cluster.preparedProcess()
        cluster.store.holdNextAnswer { try? await service.provide([.es384], at: KeyCluster.start) }
        try await service.reload()
        #expect(ring.recognises(try ring.token(.es384)))
        try await service.reload()
        #expect(ring.recognises(try ring.token(.es384)))
    }

    @Test func `after a failure the next wish is tried anew`() async throws {
        let (service, ring) = try await cluster.preparedProcess()
        let error = StorageError(.unavailable, "busy")
        cluster.store.fail(with: error)
        await #expect(throws: SigningKeyError.storage(error)) {
            try await service.provide([.es384], at: KeyCluster.start)
        }
        #expect(ring.current.signer(.es384) == nil)
        cluster.store.fail(with: nil)
        try await service.provide([.es384], at: KeyCluster.start)
        #expect(ring.recognises(try ring.token(.es384)))
    }
}
