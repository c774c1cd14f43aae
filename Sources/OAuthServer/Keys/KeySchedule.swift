import OAuthProtocol
import Storage

/// When keys change state, decided on records alone: nothing is read, made or written here.
struct KeySchedule: Sendable {
    /// Seconds that a key signs before the schedule replaces it: 30 days.
    static let rotationInterval: Int64 = 30 * 86_400
    /// Seconds for which a key is published before the schedule lets it sign, so that every verifier that keeps our keys
    /// for a while has met it: a day.
    static let publicationLead: Int64 = 86_400
    /// Seconds that a retired key stays longer than its last token should live: a process that has not yet noticed the
    /// rotation signs with it for another second, and clocks differ.
    static let retirementMargin: Int64 = 60

    /// Seconds that any token signed by these keys may live.
    let longestTokenLifetime: Int64
    /// Algorithms that have keys from the first start on. Any other gets its first key when the operator registers a client
    /// that wants it, and from then on is treated like these, until it is taken away.
    let standing: Set<SignatureAlgorithm>

    /// A place that a key should take.
    struct Vacancy: Equatable {
        let algorithm: SignatureAlgorithm
        let state: SigningKeyRecord.State
    }

    /// Records to keep and places to fill: what one commit turns the kept keys into.
    struct Change {
        var kept: [SigningKeyRecord]
        var vacancies: [Vacancy]
    }

    /// The first keys, if any are missing. An RSA key for later is left to `maintenance`, since making one takes long and
    /// this is what a first start waits for.
    func preparation(of records: [SigningKeyRecord]) -> Change? {
        Self.change(of: records, filling: vacancies(in: records, alive: alive(in: records)))
    }

    /// The first keys of some algorithms; `nil` if they have them.
    func provision(of records: [SigningKeyRecord], for algorithms: Set<SignatureAlgorithm>) -> Change? {
        Self.change(of: records, filling: vacancies(in: records, alive: algorithms))
    }

    /// The key that signs by `algorithm` retires, those for later leave. `nil` if it has neither.
    func retirement(of records: [SigningKeyRecord], of algorithm: SignatureAlgorithm, at now: Timestamp) -> Change? {
        var kept = records.filter { $0.algorithm != algorithm || $0.state != .next }
        for index in kept.indices where kept[index].algorithm == algorithm && kept[index].state == .current {
            retire(&kept[index], at: now)
        }
        return kept == records ? nil : Change(kept: kept, vacancies: [])
    }

    /// Every key that is missing, those for later too, however long they take to make; `nil` if none is.
    func completion(of records: [SigningKeyRecord]) -> Change? {
        let vacancies = vacancies(in: records, alive: alive(in: records))
        return vacancies.isEmpty ? nil : Change(kept: records, vacancies: vacancies)
    }

    private static func change(of records: [SigningKeyRecord], filling vacancies: [Vacancy]) -> Change? {
        let urgent = vacancies.filter { $0.state == .current || !$0.algorithm.isSlowToBegin }
        return urgent.isEmpty ? nil : Change(kept: records, vacancies: urgent)
    }

    /// What is due: dates that a clock wrote which was ahead set right, rotation by age, keys for later, removal of keys whose tokens have all expired. `nil` if nothing is.
    func maintenance(of records: [SigningKeyRecord], at now: Timestamp) -> Change? {
        let current = records.map { righted($0, at: now) }
        if let change = rotation(of: current, signing: due(among: current, at: now), at: now) { return change }
        return current == records ? nil : Change(kept: current, vacancies: [])
    }

    /// The key with what a clock wrote that was ahead set to now: it is published and signs from then on as far as is known,
    /// and leaves when all that it can have signed until now has expired.
    private func righted(_ record: SigningKeyRecord, at now: Timestamp) -> SigningKeyRecord {
        var record = record
        if record.createdAt.isYetToCome(at: now) { record.createdAt = now }
        if let activatedAt = record.activatedAt, activatedAt.isYetToCome(at: now) { record.activatedAt = now }
        if let retiresAt = record.retiresAt, now < retiresAt, !retiresAt.isAhead(of: now, byAtMost: retirement) {
            record.retiresAt = now + retirement
        }
        return record
    }

    /// The current keys named by `leaving` retire, the next key of the same algorithm takes their place, and a new one is
    /// wanted behind it. Keys whose time is over leave. `nil` if all that is so already.
    func rotation(of records: [SigningKeyRecord], signing leaving: Set<String>, at now: Timestamp) -> Change? {
        var kept = records.filter { record in record.retiresAt.map { now < $0 } ?? true }
        for index in kept.indices where kept[index].state == .current && leaving.contains(kept[index].id) {
            retire(&kept[index], at: now)
            let algorithm = kept[index].algorithm
            guard let successor = kept.firstIndex(where: { $0.algorithm == algorithm && $0.state == .next }) else {
                continue
            }
            kept[successor].state = .current
            kept[successor].activatedAt = now
        }
        let vacancies = vacancies(in: kept, alive: alive(in: records))
        return kept == records && vacancies.isEmpty ? nil : Change(kept: kept, vacancies: vacancies)
    }

    /// The current keys that have signed long enough and whose successor has been published long enough.
    private func due(among records: [SigningKeyRecord], at now: Timestamp) -> Set<String> {
        let due = records.filter { record in
            guard record.state == .current, let activatedAt = record.activatedAt else { return false }
            let successor = records.first { $0.algorithm == record.algorithm && $0.state == .next }
            guard let successor else { return false }
            return activatedAt + Self.rotationInterval <= now && successor.createdAt + Self.publicationLead <= now
        }
        return Set(due.map(\.id))
    }

    private func retire(_ key: inout SigningKeyRecord, at now: Timestamp) {
        key.state = .retired
        key.retiresAt = now + retirement
    }

    /// Seconds from when a key no longer signs to when it leaves.
    private var retirement: Int64 { longestTokenLifetime + Self.retirementMargin }

    /// The algorithms that must have keys. What has none but retired ones was taken away.
    private func alive(in records: [SigningKeyRecord]) -> Set<SignatureAlgorithm> {
        standing.union(records.filter { $0.state != .retired }.map(\.algorithm))
    }

    private func vacancies(in records: [SigningKeyRecord], alive: Set<SignatureAlgorithm>) -> [Vacancy] {
        SignatureAlgorithm.allCases.filter(alive.contains).flatMap { algorithm in
            [SigningKeyRecord.State.current, .next].compactMap { state in
                let taken = records.contains { $0.algorithm == algorithm && $0.state == state }
                return taken ? nil : Vacancy(algorithm: algorithm, state: state)
            }
        }
    }
}

extension SignatureAlgorithm {
    /// Whether making a key takes so long that a key for later is not made while somebody waits.
    fileprivate var isSlowToBegin: Bool { self == .rs256 || self == .ps256 }
}
