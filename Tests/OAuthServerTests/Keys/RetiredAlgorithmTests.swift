import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import Testing

/// An algorithm that was published can be taken away again.
@Suite struct RetiredAlgorithmTests {
    private let cluster = KeyCluster()

    private func withMLDSA() async throws -> (service: SigningKeyService, ring: KeyRing) {
        let process = try await cluster.preparedProcess()
        try await process.service.provide([.mlDSA65], at: KeyCluster.start)
        return process
    }

    private func published(_ ring: KeyRing) -> Bool {
        String(decoding: ring.current.jwks, as: UTF8.self).contains("AKP")
    }

    @Test func `what signed stays until its last token has expired, and then all of it is gone for good`() async throws
    {
        let (service, ring) = try await withMLDSA()
        let token = try ring.token(.mlDSA65)
        try await service.retire(.mlDSA65, at: KeyCluster.start)
        #expect(ring.current.signer(.mlDSA65) == nil && ring.recognises(token))
        #expect(cluster.ids(.mlDSA65, .retired) == [token.keyID] && cluster.ids(.mlDSA65, .next).isEmpty)
        for moment in [1, KeyCluster.hour] {
            try await service.rotateIfDue(at: KeyCluster.start + moment)
            #expect(published(ring) && cluster.ids(.mlDSA65, .current).isEmpty)
        }
        for moment in [KeyCluster.hour + 60, 31 * KeyCluster.day, 62 * KeyCluster.day] {
            try await service.rotateIfDue(at: KeyCluster.start + moment)
            #expect(!published(ring))
        }
        try await service.rotate(at: KeyCluster.start + 70 * KeyCluster.day)
        #expect(!published(ring) && cluster.store.records.allSatisfy { $0.algorithm != .mlDSA65 })
    }

    @Test func `neither a rotation nor another start brings it back before`() async throws {
        let (service, _) = try await withMLDSA()
        try await service.retire(.mlDSA65, at: KeyCluster.start)
        try await service.rotate(at: KeyCluster.start + 1)
        #expect(try await !service.publishSuccessors(at: KeyCluster.start + 1))
        let (other, ring) = cluster.process()
        try await other.prepare(at: KeyCluster.start + 2)
        #expect(ring.current.signer(.mlDSA65) == nil && cluster.ids(.mlDSA65, .next).isEmpty)
    }

    @Test func `the operator may want it again`() async throws {
        let (service, ring) = try await withMLDSA()
        let old = try ring.token(.mlDSA65)
        try await service.retire(.mlDSA65, at: KeyCluster.start)
        try await service.provide([.mlDSA65], at: KeyCluster.start + 1)
        #expect(try ring.token(.mlDSA65).keyID != old.keyID && ring.recognises(old))
    }

    @Test func `other algorithms keep their keys`() async throws {
        let (service, _) = try await withMLDSA()
        let others = cluster.store.records.filter { $0.algorithm != .mlDSA65 }
        try await service.retire(.mlDSA65, at: KeyCluster.start)
        #expect(cluster.store.records.filter { $0.algorithm != .mlDSA65 } == others)
        let commits = cluster.store.commits
        try await service.retire(.mlDSA65, at: KeyCluster.start + 1)
        try await service.retire(.es384, at: KeyCluster.start + 1)
        #expect(cluster.store.commits == commits, "there is nothing more to take away")
    }

    @Test(arguments: KeyCluster.standing)
    func `what the server cannot be without is not taken away`(algorithm: SignatureAlgorithm) async throws {
        let (service, _) = try await cluster.preparedProcess()
        let before = cluster.store.records
        await #expect(throws: SigningKeyError.standing(algorithm)) {
            try await service.retire(algorithm, at: KeyCluster.start)
        }
        #expect(cluster.store.records == before)
    }
}
