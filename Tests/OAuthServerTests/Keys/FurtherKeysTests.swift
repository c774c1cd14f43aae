import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import Testing

/// Keys of algorithms that the operator's clients want beside the usual ones.
@Suite struct FurtherKeysTests {
    static let further = SignatureAlgorithm.allCases.filter { !KeyWorkshop.standing.contains($0) }

    private let workshop = KeyWorkshop()

    @Test func `an algorithm that nobody asked for has no key, at the start or later`() async throws {
        let (service, ring) = try await workshop.preparedProcess()
        try await service.rotateIfDue(at: KeyWorkshop.start + 31 * KeyWorkshop.day)
        try await service.rotate(at: KeyWorkshop.start + 32 * KeyWorkshop.day)
        #expect(Set(workshop.made) == Set(KeyWorkshop.standing))
        #expect(Self.further.allSatisfy { ring.current.signer($0) == nil })
        #expect(!String(decoding: ring.current.jwks, as: UTF8.self).contains("AKP"))
    }

    @Test(arguments: further)
    func `a client that wants it has a key made that signs and is published`(algorithm: SignatureAlgorithm) async throws
    {
        let (service, ring) = try await workshop.preparedProcess()
        try await service.provide([algorithm], at: KeyWorkshop.start)
        let token = try ring.token(algorithm)
        #expect(token.algorithm == algorithm.rawValue && ring.recognises(token))
        let published = try JWKSet(json: ring.current.jwks)
        #expect(published.keys(id: token.keyID, algorithm: algorithm.rawValue).contains(where: token.isSigned(by:)))
        // Nobody should wait for the second RSA key.
        #expect(workshop.ids(algorithm, .next).count == (algorithm == .ps256 ? 0 : 1))
        try await service.rotateIfDue(at: KeyWorkshop.start)
        #expect(workshop.ids(algorithm, .next).count == 1)
    }

    @Test func `a key that is there is not made again, by this process or another`() async throws {
        let (service, ring) = try await workshop.preparedProcess()
        try await service.provide([.es384], at: KeyWorkshop.start)
        let (made, commits) = (workshop.made.count, workshop.shelf.commits)
        try await service.provide([.es384], at: KeyWorkshop.start)
        try await service.provide([.rs256], at: KeyWorkshop.start)
        // It has not looked since, so it learns here that the key was made.
        let (other, otherRing) = workshop.process()
        try await other.provide([.es384], at: KeyWorkshop.start)
        #expect(workshop.made.count == made && workshop.shelf.commits == commits)
        #expect(otherRing.current.jwks == ring.current.jwks)
    }

    @Test func `processes that want it at once end with one key`() async throws {
        let (_, first) = try await workshop.preparedProcess()
        let processes = (0..<8).map { _ in workshop.process() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for process in processes {
                group.addTask { try await process.service.provide([.mlDSA65], at: KeyWorkshop.start) }
            }
            try await group.waitForAll()
        }
        #expect(workshop.ids(.mlDSA65, .current).count == 1 && workshop.ids(.mlDSA65, .next).count == 1)
        let token = try #require(processes.first).ring.token(.mlDSA65)
        #expect(processes.allSatisfy { $0.ring.recognises(token) })
        #expect(first.current.signer(.mlDSA65) == nil, "who did not ask notices when it looks")
    }

    @Test func `a process that comes second takes over the other's key`() async throws {
        let (late, lateRing) = try await workshop.preparedProcess()
        let (early, earlyRing) = workshop.process()
        workshop.shelf.interrupt { try? await early.provide([.es384], at: KeyWorkshop.start) }
        try await late.provide([.es384], at: KeyWorkshop.start)
        #expect(lateRing.current.jwks == earlyRing.current.jwks)
        #expect(workshop.ids(.es384, .current).count == 1)
    }

    @Test func `such a key rotates like the rest, also when nobody signs by it any more`() async throws {
        let (service, ring) = try await workshop.preparedProcess()
        try await service.provide([.edDSA], at: KeyWorkshop.start)
        let old = try ring.token(.edDSA)
        let next = workshop.ids(.edDSA, .next)
        try await service.rotateIfDue(at: KeyWorkshop.start + 30 * KeyWorkshop.day)
        #expect(workshop.ids(.edDSA, .current) == next && ring.recognises(old))
        #expect(workshop.ids(.edDSA, .next).count == 1)
        // Another start, by which time access tokens are signed by another algorithm too.
        let (later, laterRing) = workshop.process()
        try await later.prepare(at: KeyWorkshop.start + 31 * KeyWorkshop.day)
        #expect(laterRing.recognises(old))
        try await later.rotate(at: KeyWorkshop.start + 31 * KeyWorkshop.day)
        #expect(workshop.ids(.edDSA, .current).count == 1 && workshop.ids(.edDSA, .current) != next)
    }

    @Test func `a look that began earlier takes no new key back`() async throws {
        let (service, ring) = try await workshop.preparedProcess()
        workshop.shelf.holdNextAnswer { try? await service.provide([.es384], at: KeyWorkshop.start) }
        try await service.reload()
        #expect(ring.recognises(try ring.token(.es384)))
        try await service.reload()
        #expect(ring.recognises(try ring.token(.es384)))
    }

    @Test func `after a failure the next wish is tried anew`() async throws {
        let (service, ring) = try await workshop.preparedProcess()
        let error = StorageError(.unavailable, "busy")
        workshop.shelf.fail(with: error)
        await #expect(throws: SigningKeyError.storage(error)) {
            try await service.provide([.es384], at: KeyWorkshop.start)
        }
        #expect(ring.current.signer(.es384) == nil)
        workshop.shelf.fail(with: nil)
        try await service.provide([.es384], at: KeyWorkshop.start)
        #expect(ring.recognises(try ring.token(.es384)))
    }
}
