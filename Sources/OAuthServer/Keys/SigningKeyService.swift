import JOSE
import OAuthProtocol
import Storage
import Synchronization

/// The life of the signing keys: made at first start, published before they sign, rotated, kept until the last token that
/// they signed has expired. Any number of processes may share one store; each change is a compare-and-set there, and each
/// process takes over what the others did by `reload()`.
package final class SigningKeyService: Sendable {
    /// How often a change is tried anew after another process was faster.
    private static let attempts = 16

    private let store: any SigningKeyStore
    private let sealing: DerivedKey
    private let ring: KeyRing
    private let schedule: KeySchedule
    private let generate: @Sendable (SignatureAlgorithm) async throws(JOSEError) -> SigningKey
    private let known = Mutex(Known())

    /// What the ring was filled from, and the keys that are open already.
    private struct Known {
        var records: [SigningKeyRecord]?
        var keys: [String: SigningKey] = [:]
        /// Counts looks at the store, so that of two that overlap the later one stays.
        var looks = 0
        /// The look that `records` come from.
        var shown = 0
    }

    /// - `ring`: is filled by `prepare` and kept up to date by every other call.
    /// - `standing`: algorithms that always have keys, from `prepare` on.
    /// - `longestTokenLifetime`: seconds that any token signed by these keys may live.
    /// - `generate`: makes a key; given by tests that have no time to look for primes.
    package init(
        store: any SigningKeyStore, masterKey: MasterKey, ring: KeyRing, standing: Set<SignatureAlgorithm>,
        longestTokenLifetime: Int64,
        generate: @escaping @Sendable (SignatureAlgorithm) async throws(JOSEError) -> SigningKey =
            SigningKey.generateAside
    ) {
        self.store = store
        self.sealing = masterKey.derive("signing keys")
        self.ring = ring
        self.schedule = KeySchedule(longestTokenLifetime: longestTokenLifetime, standing: standing)
        self.generate = generate
    }

    /// Fills the ring at start, and makes the keys that a first start lacks; on a prepared database it only reads.
    ///
    /// - Throws: `sealed` if the master key is not the one that sealed the keys; then nothing was changed.
    package func prepare(at now: Timestamp) async throws(SigningKeyError) {
        try await change(at: now) { schedule.preparation(of: $0) }
    }

    /// Makes the first keys of algorithms that have none. Only what the operator says may lead here: nobody's request.
    ///
    /// - Throws: `SigningKeyError` if a key cannot be made or kept.
    package func provide(_ algorithms: Set<SignatureAlgorithm>, at now: Timestamp) async throws(SigningKeyError) {
        let missing = algorithms.subtracting(ring.current.algorithms)
        guard !missing.isEmpty else { return }
        try await change(at: now) { schedule.provision(of: $0, for: missing) }
    }

    /// Takes an algorithm away: what signs retires, what was to sign leaves, and nothing follows.
    ///
    /// - Throws: `standing` for an algorithm that this server cannot be without.
    package func retire(_ algorithm: SignatureAlgorithm, at now: Timestamp) async throws(SigningKeyError) {
        guard !schedule.standing.contains(algorithm) else { throw .standing(algorithm) }
        try await change(at: now) { schedule.retirement(of: $0, of: algorithm, at: now) }
    }

    /// Takes over what other processes changed: one read, and nothing more if all is as it was.
    ///
    /// - Throws: `sealed` for a key of another master key, `storage` if the store cannot answer.
    package func reload() async throws(SigningKeyError) {
        let look = beginLook()
        try publish(try await list(), seenBy: look)
    }

    /// Retires the current keys now, whatever their age. If several processes do so at once, it is done once.
    ///
    /// A next key that was published a moment ago signs all the same: who calls this may have lost a key, and a verifier
    /// that does not know a `kid` fetches the keys again.
    ///
    /// - Throws: `contended` if others keep changing the keys, or why a key cannot be made or kept.
    package func rotate(at now: Timestamp) async throws(SigningKeyError) {
        var leaving: Set<String>?
        try await change(at: now) { records in
            // After a lost race, the keys that signed when this began are still the ones to leave: if the other process
            // has retired them, this rotation is made.
            let asked = leaving ?? Set(records.filter { $0.state == .current }.map(\.id))
            leaving = asked
            return schedule.rotation(of: records, signing: asked, at: now)
        }
    }

    /// Publishes the keys for later that are missing, as after a first start, so that a rotation which follows lets none
    /// sign that nobody could have fetched.
    ///
    /// - Returns: whether any was missing.
    /// - Throws: `contended` if others keep changing the keys, or why a key cannot be made or kept.
    package func publishSuccessors(at now: Timestamp) async throws(SigningKeyError) -> Bool {
        let before = try await list()
        try await change(at: now) { schedule.completion(of: $0) }
        return try await list() != before
    }

    /// Does what is due: rotates keys that have signed for 30 days, makes next keys that are missing, removes retired keys
    /// whose tokens have all expired. Cheap when nothing is due, so the server's housekeeping calls it often.
    ///
    /// - Throws: `contended` if others keep changing the keys, or why a key cannot be made or kept.
    package func rotateIfDue(at now: Timestamp) async throws(SigningKeyError) {
        try await change(at: now) { schedule.maintenance(of: $0, at: now) }
    }

    /// Every key that has not left, the oldest first. Needs no master key.
    ///
    /// - Throws: `storage` if the store cannot answer.
    package func list() async throws(SigningKeyError) -> [SigningKeyRecord] {
        do {
            return try await store.findSigningKeys()
        } catch {
            throw .storage(error)
        }
    }

    /// Reads, decides, writes if nobody else has written meanwhile, and begins again if somebody has.
    ///
    /// - `decide`: gives what to change, or `nil` if the keys are good as they are.
    private func change(
        at now: Timestamp, _ decide: ([SigningKeyRecord]) -> KeySchedule.Change?
    ) async throws(SigningKeyError) {
        // Keys made for a commit that lost serve the next attempt: making them is what takes long.
        var made: [SigningKey] = []
        for _ in 0..<Self.attempts {
            let look = beginLook()
            let records = try await list()
            // Opened before anything is decided, so that a wrong master key changes nothing.
            try publish(records, seenBy: look)
            guard let change = decide(records) else { return }
            var spare = made
            var keys = change.kept
            for vacancy in change.vacancies {
                let key: SigningKey
                if let index = spare.firstIndex(where: { $0.algorithm == vacancy.algorithm }) {
                    key = spare.remove(at: index)
                } else {
                    key = try await makeKey(vacancy.algorithm)
                    made.append(key)
                }
                keys.append(record(of: key, in: vacancy.state, at: now))
            }
            if try await commit(keys, replacing: records) {
                return try publish(keys, seenBy: beginLook())
            }
        }
        throw .contended
    }

    private func makeKey(_ algorithm: SignatureAlgorithm) async throws(SigningKeyError) -> SigningKey {
        do {
            return try await generate(algorithm)
        } catch {
            throw .key(error)
        }
    }

    private func commit(
        _ keys: [SigningKeyRecord], replacing expected: [SigningKeyRecord]
    ) async throws(SigningKeyError) -> Bool {
        do {
            return try await store.commitSigningKeys(keys, replacing: expected)
        } catch {
            throw .storage(error)
        }
    }

    private func record(of key: SigningKey, in state: SigningKeyRecord.State, at now: Timestamp) -> SigningKeyRecord {
        SigningKeyRecord(
            id: key.id, algorithm: key.algorithm, state: state,
            sealed: sealing.seal(key.serialized, bound: Self.context(key.id, key.algorithm)), createdAt: now,
            activatedAt: state == .current ? now : nil)
    }

    /// To be called before the store is asked, or after it took what we wrote.
    private func beginLook() -> Int {
        known.withLock { known in
            known.looks += 1
            return known.looks
        }
    }

    /// Opens what is not open yet and puts the whole set into the ring, unless it is there already, or a later look has
    /// shown another: a slow read must not take back a key that has signed meanwhile.
    private func publish(_ records: [SigningKeyRecord], seenBy look: Int) throws(SigningKeyError) {
        let (before, open) = known.withLock { ($0.records, $0.keys) }
        guard records != before else { return }
        var keys: [String: SigningKey] = [:]
        for record in records {
            if let key = open[record.id] {
                keys[record.id] = key
            } else {
                keys[record.id] = try self.open(record)
            }
        }
        let keySet = KeySet(
            current: records.filter { $0.state == .current }.compactMap { keys[$0.id] },
            published: records.filter { $0.state != .current }.compactMap { keys[$0.id] })
        known.withLock { known in
            guard known.shown < look else { return }
            known.shown = look
            known.records = records
            known.keys = keys
            ring.replace(keySet)
        }
    }

    private func open(_ record: SigningKeyRecord) throws(SigningKeyError) -> SigningKey {
        do {
            let serialized = try sealing.open(record.sealed, bound: Self.context(record.id, record.algorithm))
            return try SigningKey(serialized: serialized, algorithm: record.algorithm)
        } catch {
            throw .sealed(id: record.id)
        }
    }

    /// What a sealed key is bound to, so that no row can stand in for another.
    private static func context(_ id: String, _ algorithm: SignatureAlgorithm) -> [UInt8] {
        Array("\(algorithm.rawValue) \(id)".utf8)
    }
}
