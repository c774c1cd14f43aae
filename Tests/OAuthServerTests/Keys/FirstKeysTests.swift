import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import Testing

@Suite struct FirstKeysTests {
    private let cluster = KeyCluster()

    @Test func `a first start can sign by every algorithm and makes only one RSA key`() async throws {
        let (service, ring) = cluster.process()
        try await service.prepare(at: KeyCluster.start)
        for algorithm in KeyCluster.standing {
            #expect(ring.recognises(try ring.token(algorithm)))
            #expect(cluster.ids(algorithm, .current).count == 1)
        }
        #expect(cluster.ids(.es256, .next).count == 1)
        #expect(cluster.made.count { $0 == .rs256 } == 1)
    }

    @Test func `the keys for later are made and published soon after the start`() async throws {
        let (_, ring) = try await cluster.preparedProcess()
        let published = String(decoding: ring.current.jwks, as: UTF8.self)
        for algorithm in KeyCluster.standing {
            let next = cluster.ids(algorithm, .next)
            #expect(next.count == 1 && next.allSatisfy(published.contains))
            #expect(ring.current.signer(algorithm)?.id == cluster.ids(algorithm, .current).first)
        }
    }

    @Test func `a second start makes no key and knows the tokens of the first`() async throws {
        let (_, first) = try await cluster.preparedProcess()
        let made = cluster.made.count
        let (service, second) = cluster.process()
        try await service.prepare(at: KeyCluster.start + KeyCluster.day)
        #expect(cluster.made.count == made)
        for algorithm in KeyCluster.standing {
            #expect(second.recognises(try first.token(algorithm)))
            #expect(first.recognises(try second.token(algorithm)))
        }
        #expect(second.current.jwks == first.current.jwks)
    }

    @Test func `several first starts on one database end with one set of keys`() async throws {
        let processes = (0..<8).map { _ in cluster.process() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for process in processes {
                group.addTask { try await process.service.prepare(at: KeyCluster.start) }
            }
            try await group.waitForAll()
        }
        #expect(cluster.store.commits == 1)
        #expect(cluster.ids(.es256, .current).count == 1 && cluster.ids(.rs256, .current).count == 1)
        let token = try #require(processes.first).ring.token()
        #expect(processes.allSatisfy { $0.ring.recognises(token) })
    }

    @Test func `a start interrupted by another one takes over the other's keys`() async throws {
        let (late, lateRing) = cluster.process()
        let (early, earlyRing) = cluster.process()
        cluster.store.interrupt { try? await early.prepare(at: KeyCluster.start) }
        try await late.prepare(at: KeyCluster.start)
        #expect(cluster.store.commits == 1)
        #expect(lateRing.current.jwks == earlyRing.current.jwks)
    }

    @Test func `with another master key nothing starts, nothing changes, and the operator learns why`() async throws {
        _ = try await cluster.preparedProcess()
        let before = cluster.store.records
        let (stranger, ring) = cluster.process(
            masterKey: MasterKey(from: Entropy { [UInt8](repeating: 6, count: $0) }))
        let later = KeyCluster.start + 400 * KeyCluster.day
        let error = await #expect(throws: SigningKeyError.self) { try await stranger.prepare(at: later) }
        #expect(error == .sealed(id: before[0].id))
        #expect(error?.description.contains("the master key that belongs to this database") == true)
        await #expect(throws: SigningKeyError.sealed(id: before[0].id)) { try await stranger.rotate(at: later) }
        await #expect(throws: SigningKeyError.sealed(id: before[0].id)) { try await stranger.rotateIfDue(at: later) }
        await #expect(throws: SigningKeyError.sealed(id: before[0].id)) { try await stranger.reload() }
        #expect(cluster.store.records == before)
        #expect(ring.current.signer(.es256) == nil)
    }

    @Test func `what is kept of a key is sealed, and bound to its row`() async throws {
        let (_, ring) = try await cluster.preparedProcess()
        let records = cluster.store.records
        let secret = try #require(ring.current.signer(.es256)).serialized
        for record in records {
            #expect(!record.sealed.indices.contains { record.sealed[$0...].starts(with: secret) })
        }
        let mine = try #require(records.firstIndex { $0.algorithm == .es256 && $0.state == .current })
        let other = try #require(records.firstIndex { $0.algorithm == .es256 && $0.state == .next })
        var swapped = records
        swapped[mine] = SigningKeyRecord(
            id: records[mine].id, algorithm: .es256, state: .current, sealed: records[other].sealed,
            createdAt: records[mine].createdAt)
        cluster.store.records = swapped
        await #expect(throws: SigningKeyError.sealed(id: records[mine].id)) {
            try await cluster.process().service.prepare(at: KeyCluster.start)
        }
    }

    @Test func `a database that does not answer is reported as it is`() async throws {
        let (service, _) = cluster.process()
        let error = StorageError(.unavailable, "busy")
        cluster.store.fail(with: error)
        await #expect(throws: SigningKeyError.storage(error)) { try await service.prepare(at: KeyCluster.start) }
        await #expect(throws: SigningKeyError.storage(error)) { try await service.list() }
    }

    @Test func `without a stock, keys are made for real`() async throws {
        let ring = KeyRing()
        let masterKey = MasterKey(from: Entropy { [UInt8](repeating: 5, count: $0) })
        let service = SigningKeyService(
            store: cluster.store, masterKey: masterKey, ring: ring, standing: Set(KeyCluster.standing),
            longestTokenLifetime: KeyCluster.hour)
        try await service.prepare(at: KeyCluster.start)
        #expect(ring.recognises(try ring.token(.rs256)))
        #expect(ring.recognises(try ring.token(.es256)))
    }
}
