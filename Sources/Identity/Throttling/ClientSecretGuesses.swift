import OAuthProtocol
import Storage

/// How often programs may show wrong secrets of those that people chose, which can be guessed and are costly to judge. Why
/// these numbers: decision 0020.
package struct ClientSecretGuesses: Sendable {
    private let attempts: any AttemptStore
    private let counters: GuessCounters

    /// - `mac`: a keyed MAC of 32 octets, whose key lasts as long as the database.
    package init(attempts: any AttemptStore, mac: @escaping @Sendable ([UInt8]) -> [UInt8]) {
        self.attempts = attempts
        // No block is longer than five minutes: whoever mends a wrong setting must not wait for an hour.
        counters = GuessCounters(purpose: "client secret", times: (15 * 60, 60, 300), mac: mac)
    }

    /// Counts an attempt, before it is judged, so that racing gains nothing (threat 15).
    ///
    /// - Returns: `nil` if it may be judged, or the seconds until one may be.
    /// - Throws: `StorageError` if the store cannot answer.
    package func begin(
        as client: ClientID, from address: String, at now: Timestamp
    ) async throws(StorageError) -> Int64? {
        let all = own(client, address) + shared(address)
        guard case .blocked(let until) = try await attempts.commitAttempt(all, at: now) else { return nil }
        return max(until.seconds(since: now), 1)
    }

    /// Forgets what the client was counted for from there: the secret was right.
    ///
    /// - Throws: `StorageError` if the store cannot answer.
    package func forget(_ client: ClientID, from address: String) async throws(StorageError) {
        try await attempts.commitSettlement(
            AttemptSettlement(forgotten: own(client, address).map(\.key), returned: shared(address).map(\.key)))
    }

    /// Takes the attempt back: it was never judged.
    ///
    /// - Throws: `StorageError` if the store cannot answer.
    package func takeBack(_ client: ClientID, from address: String) async throws(StorageError) {
        try await attempts.commitSettlement(
            AttemptSettlement(returned: (own(client, address) + shared(address)).map(\.key)))
    }

    /// Nothing is counted for a client from everywhere, so that strangers cannot keep it out.
    private func own(_ client: ClientID, _ address: String) -> [Attempt] {
        counters.counters("client and address", [Array(client.value.utf8)], from: address, limit: 20)
    }

    private func shared(_ address: String) -> [Attempt] {
        counters.counters("address", from: address, limit: 100)
    }
}
