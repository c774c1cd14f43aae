import OAuthProtocol
import Storage

/// How often people may enter codes of devices that are none (RFC 8628 §5.1). A code has 34 bits, so it is this limit that
/// keeps anybody from meeting somebody else's by trying. Why these numbers: decision 0012.
package struct UserCodeGuesses: Sendable {
    private let attempts: any AttemptStore
    private let counters: GuessCounters

    /// - `mac`: a keyed MAC of 32 octets, whose key lasts as long as the database.
    package init(attempts: any AttemptStore, mac: @escaping @Sendable ([UInt8]) -> [UInt8]) {
        self.attempts = attempts
        counters = GuessCounters(purpose: "user code", mac: mac)
    }

    /// Counts an attempt, before anything is looked up, so that racing gains nothing (threat 15).
    ///
    /// - Returns: `nil` if it may be judged, or the seconds until one may be.
    /// - Throws: `StorageError` if the store cannot answer.
    package func begin(
        by user: UserID, from address: String, at now: Timestamp
    ) async throws(StorageError) -> Int64? {
        guard case .blocked(let until) = try await attempts.commitAttempt(all(user, address), at: now) else {
            return nil
        }
        return max(until.seconds(since: now), 1)
    }

    /// Takes the attempt back: it was a code. What others or this person guessed before goes on counting.
    ///
    /// - Throws: `StorageError` if the store cannot answer.
    package func takeBack(by user: UserID, from address: String) async throws(StorageError) {
        try await attempts.commitSettlement(AttemptSettlement(returned: all(user, address).map(\.key)))
    }

    /// Ten for one person; more for an address, which a house or an office may share. Whoever makes accounts to have ten
    /// more with each is held by the address.
    private func all(_ user: UserID, _ address: String) -> [Attempt] {
        [counters.counter("user", [Array("\(user)".utf8)], limit: 10)]
            + counters.counters("address", from: address, limit: 50)
    }
}
