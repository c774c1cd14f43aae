import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import Testing

/// An algorithm that was published can be taken away again.
@Suite struct RetiredAlgorithmTests {
    private let workshop = KeyWorkshop()

    private func withMLDSA() async throws -> (service: SigningKeyService, ring: KeyRing) {
        let process = try await workshop.preparedProcess()
        try await process.service.provide([.mlDSA65], at: KeyWorkshop.start)
        return process
    }

    private func published(_ ring: KeyRing) -> Bool {
        String(decoding: ring.current.jwks, as: UTF8.self).contains("AKP")
    }

    @Test func `what signed stays until its last token has expired, and then all of it is gone for good`() async throws
    {
        let (service, ring) = try await withMLDSA()
        let token = try ring.token(.mlDSA65)
        try await service.retire(.mlDSA65, at: KeyWorkshop.start)
        #expect(ring.current.signer(.mlDSA65) == nil && ring.recognises(token))
        #expect(workshop.ids(.mlDSA65, .retired) == [token.keyID] && workshop.ids(.mlDSA65, .next).isEmpty)
        for moment in [1, KeyWorkshop.hour] {
            try await service.rotateIfDue(at: KeyWorkshop.start + moment)
            #expect(published(ring) && workshop.ids(.mlDSA65, .current).isEmpty)
        }
        for moment in [KeyWorkshop.hour + 60, 31 * KeyWorkshop.day, 62 * KeyWorkshop.day] {
            try await service.rotateIfDue(at: KeyWorkshop.start + moment)
            #expect(!published(ring))
        }
        try await service.rotate(at: KeyWorkshop.start + 70 * KeyWorkshop.day)
        #expect(!published(ring) && workshop.shelf.records.allSatisfy { $0.algorithm != .mlDSA65 })
    }

    @Test func `neither a rotation nor another start brings it back before`() async throws {
        let (service, _) = try await withMLDSA()
        try await service.retire(.mlDSA65, at: KeyWorkshop.start)
        try await service.rotate(at: KeyWorkshop.start + 1)
        #expect(try await !service.publishSuccessors(at: KeyWorkshop.start + 1))
        let (other, ring) = workshop.process()
        try await other.prepare(at: KeyWorkshop.start + 2)
        #expect(ring.current.signer(.mlDSA65) == nil && workshop.ids(.mlDSA65, .next).isEmpty)
    }

    @Test func `the operator may want it again`() async throws {
        let (service, ring) = try await withMLDSA()
        let old = try ring.token(.mlDSA65)
        try await service.retire(.mlDSA65, at: KeyWorkshop.start)
        try await service.provide([.mlDSA65], at: KeyWorkshop.start + 1)
        #expect(try ring.token(.mlDSA65).keyID != old.keyID && ring.recognises(old))
    }

    @Test func `other algorithms keep their keys`() async throws {
        let (service, _) = try await withMLDSA()
        let others = workshop.shelf.records.filter { $0.algorithm != .mlDSA65 }
        try await service.retire(.mlDSA65, at: KeyWorkshop.start)
        #expect(workshop.shelf.records.filter { $0.algorithm != .mlDSA65 } == others)
        let commits = workshop.shelf.commits
        try await service.retire(.mlDSA65, at: KeyWorkshop.start + 1)
        try await service.retire(.es384, at: KeyWorkshop.start + 1)
        #expect(workshop.shelf.commits == commits, "there is nothing more to take away")
    }

    @Test(arguments: KeyWorkshop.standing)
    func `what the server cannot be without is not taken away`(algorithm: SignatureAlgorithm) async throws {
        let (service, _) = try await workshop.preparedProcess()
        let before = workshop.shelf.records
        await #expect(throws: SigningKeyError.standing(algorithm)) {
            try await service.retire(algorithm, at: KeyWorkshop.start)
        }
        #expect(workshop.shelf.records == before)
    }
}
