import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import Testing

@Suite struct KeyRotationTests {
    private let cluster = KeyCluster()

    @Test(arguments: KeyCluster.standing)
    func `rotation lets the published key sign and publishes another one`(algorithm: SignatureAlgorithm) async throws {
        let (service, ring) = try await cluster.preparedProcess()
        let old = try ring.token(algorithm)
        let next = try #require(cluster.ids(algorithm, .next).first)
        let now = KeyCluster.start + 5 * KeyCluster.day
        try await service.rotate(at: now)

        #expect(try ring.token(algorithm).keyID == next)
        #expect(ring.recognises(old), "a token of before is still good")
        #expect(cluster.ids(algorithm, .current) == [next])
        #expect(cluster.ids(algorithm, .retired) == [old.keyID])
        let after = cluster.ids(algorithm, .next)
        #expect(after.count == 1 && after != [next])

        let records = try await service.list().filter { $0.algorithm == algorithm }
        #expect(records.first { $0.state == .current }?.activatedAt == now)
        #expect(records.first { $0.state == .next }?.activatedAt == nil)
        let retiresAt = try #require(records.first { $0.state == .retired }?.retiresAt)
        #expect(now + KeyCluster.hour <= retiresAt && retiresAt <= now + KeyCluster.hour + 60)
        let published = String(decoding: ring.current.jwks, as: UTF8.self)
        #expect(records.count == 3 && records.map(\.id).allSatisfy(published.contains))
    }

    @Test func `the first rotation after a first start signs with no key that nobody could have fetched`() async throws
    {
        let (service, ring) = cluster.process()
        try await service.prepare(at: KeyCluster.start)
        #expect(cluster.ids(.rs256, .next).isEmpty, "a first start does not wait for it")
        #expect(try await service.publishSuccessors(at: KeyCluster.start))
        let published = String(decoding: ring.current.jwks, as: UTF8.self)
        try await service.rotate(at: KeyCluster.start + 2)
        for algorithm in KeyCluster.standing {
            #expect(published.contains(try #require(try ring.token(algorithm).keyID)))
        }
        #expect(try await !service.publishSuccessors(at: KeyCluster.start + 2))
    }

    @Test func `a retired key leaves when the last token that it signed has expired, and not before`() async throws {
        let (service, ring) = try await cluster.preparedProcess()
        let old = try ring.token()
        try await service.rotate(at: KeyCluster.start)
        try await service.rotateIfDue(at: KeyCluster.start + KeyCluster.hour)
        #expect(ring.recognises(old))
        try await service.rotateIfDue(at: KeyCluster.start + KeyCluster.hour + 60)
        #expect(!ring.recognises(old))
        #expect(cluster.store.records.allSatisfy { $0.state != .retired })
        #expect(ring.recognises(try ring.token()))
    }

    @Test func `a rotation by hand also removes what is past its time`() async throws {
        let (service, _) = try await cluster.preparedProcess()
        try await service.rotate(at: KeyCluster.start)
        try await service.rotate(at: KeyCluster.start + KeyCluster.day)
        #expect(cluster.ids(.es256, .retired).count == 1 && cluster.ids(.rs256, .retired).count == 1)
    }

    @Test func `the schedule rotates after thirty days and then not for another thirty`() async throws {
        let (service, ring) = try await cluster.preparedProcess()
        let first = ring.current.jwks
        let due = KeyCluster.start + 30 * KeyCluster.day
        try await service.rotateIfDue(at: due - 1)
        #expect(ring.current.jwks == first)
        let successor = cluster.ids(.es256, .next)
        try await service.rotateIfDue(at: due)
        #expect(cluster.ids(.es256, .current) == successor && cluster.ids(.rs256, .retired).count == 1)
        let commits = cluster.store.commits
        try await service.rotateIfDue(at: due + 1)
        #expect(cluster.store.commits == commits)
        try await service.rotateIfDue(at: due + 30 * KeyCluster.day)
        #expect(cluster.ids(.es256, .current) != successor)
    }

    @Test func `the schedule lets no key sign that verifiers may not have met`() async throws {
        let (service, ring) = cluster.process()
        try await service.prepare(at: KeyCluster.start)
        let signing = try ring.token(.rs256).keyID
        // The server was off until its RSA key was long due, and has had no successor for it.
        let back = KeyCluster.start + 50 * KeyCluster.day
        try await service.rotateIfDue(at: back)
        #expect(try ring.token(.rs256).keyID == signing)
        let published = try #require(cluster.ids(.rs256, .next).first)
        try await service.rotateIfDue(at: back + KeyCluster.day - 1)
        #expect(try ring.token(.rs256).keyID == signing)
        try await service.rotateIfDue(at: back + KeyCluster.day)
        #expect(try ring.token(.rs256).keyID == published)
    }

    @Test func `a rotation by hand does not wait for a successor that was never made`() async throws {
        let (service, ring) = cluster.process()
        try await service.prepare(at: KeyCluster.start)
        let old = try ring.token(.rs256)
        try await service.rotate(at: KeyCluster.start)
        #expect(try ring.token(.rs256).keyID != old.keyID)
        #expect(ring.recognises(old))
        #expect(cluster.ids(.rs256, .next).count == 1)
    }

    @Test func `a rotation on an empty database makes its first keys`() async throws {
        let (service, ring) = cluster.process()
        try await service.rotate(at: KeyCluster.start)
        #expect(ring.recognises(try ring.token(.rs256)))
        #expect(
            cluster.store.records.map(\.state).sorted { $0.rawValue < $1.rawValue } == [
                .current, .current, .next, .next,
            ])
    }

    @Test func `another process notices a rotation when it looks`() async throws {
        let (service, ring) = try await cluster.preparedProcess()
        let (other, otherRing) = cluster.process()
        try await other.prepare(at: KeyCluster.start)
        try await service.rotate(at: KeyCluster.start)
        // Until it looks, it knows the new key, which was published before, and signs with the old one, which stays.
        #expect(otherRing.recognises(try ring.token()))
        #expect(ring.recognises(try otherRing.token()))
        try await other.reload()
        #expect(try otherRing.token().keyID == ring.token().keyID)
        #expect(otherRing.current.jwks == ring.current.jwks)
    }

    @Test func `looking when nothing changed writes nothing and keeps the keys`() async throws {
        let (service, ring) = try await cluster.preparedProcess()
        let (commits, jwks) = (cluster.store.commits, ring.current.jwks)
        for _ in 0..<3 { try await service.reload() }
        #expect(cluster.store.commits == commits && ring.current.jwks == jwks)
    }

    @Test func `two processes told to rotate at the same time make one rotation`() async throws {
        let (service, ring) = try await cluster.preparedProcess()
        let (other, otherRing) = cluster.process()
        cluster.store.interrupt { try? await other.rotate(at: KeyCluster.start) }
        try await service.rotate(at: KeyCluster.start)
        for algorithm in KeyCluster.standing {
            #expect(cluster.ids(algorithm, .retired).count == 1)
            #expect(cluster.ids(algorithm, .current).count == 1 && cluster.ids(algorithm, .next).count == 1)
        }
        #expect(ring.current.jwks == otherRing.current.jwks)
    }

    @Test func `a rotation that only lost against housekeeping is still made`() async throws {
        let (service, ring) = try await cluster.preparedProcess()
        try await service.rotate(at: KeyCluster.start)
        let signing = try ring.token().keyID
        let later = KeyCluster.start + 2 * KeyCluster.hour
        let (other, _) = cluster.process()
        cluster.store.interrupt { try? await other.rotateIfDue(at: later) }
        try await service.rotate(at: later)
        #expect(try ring.token().keyID != signing)
        #expect(cluster.ids(.es256, .retired) == [signing])
    }

    @Test func `many processes racing leave one current and one next key, and lose no token`() async throws {
        let (_, ring) = try await cluster.preparedProcess()
        let old = try ring.token()
        let processes = (0..<8).map { _ in cluster.process() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for process in processes {
                group.addTask { try await process.service.rotate(at: KeyCluster.start) }
            }
            try await group.waitForAll()
        }
        for algorithm in KeyCluster.standing {
            #expect(cluster.ids(algorithm, .current).count == 1 && cluster.ids(algorithm, .next).count == 1)
            #expect((1...8).contains(cluster.ids(algorithm, .retired).count))
        }
        for process in processes {
            try await process.service.reload()
            #expect(process.ring.recognises(old))
            #expect(process.ring.current.jwks == processes[0].ring.current.jwks)
        }
    }

    @Test func `a rotation that never wins gives up and says so`() async throws {
        let (service, ring) = try await cluster.preparedProcess()
        let signing = try ring.token().keyID
        let store = cluster.store
        @Sendable func meddle() {
            // Somebody changes the other keys each time, and leaves the current ones alone.
            store.records = store.records.map { record in
                var record = record
                if record.state != .current { record.state = record.state == .next ? .retired : .next }
                return record
            }
            store.interrupt { meddle() }
        }
        store.interrupt { meddle() }
        await #expect(throws: SigningKeyError.contended) { try await service.rotate(at: KeyCluster.start) }
        #expect(try ring.token().keyID == signing)
        #expect(cluster.made.count { $0 == .rs256 } <= 4, "keys made for a lost attempt serve the next one")
    }

    @Test func `what a clock wrote that was ahead is as if it were written when that is noticed`() async throws {
        let (service, ring) = try await cluster.preparedProcess()
        let year = 365 * KeyCluster.day
        try await service.rotate(at: KeyCluster.start + year)
        let first = try ring.token()
        // The clock is set right.
        let now = KeyCluster.start + KeyCluster.hour
        try await service.rotateIfDue(at: now)
        let records = try await service.list()
        #expect(records.allSatisfy { $0.createdAt <= now && $0.activatedAt ?? now <= now })
        #expect(try ring.token().keyID == first.keyID)
        #expect(records.contains { $0.state == .retired })
        try await service.rotateIfDue(at: now + KeyCluster.hour + 60)
        #expect(cluster.store.records.allSatisfy { $0.state != .retired })
        #expect(try ring.token().keyID == first.keyID)
        try await service.rotateIfDue(at: now + 30 * KeyCluster.day)
        #expect(try ring.token().keyID != first.keyID)
        #expect(ring.recognises(first))
    }
}
