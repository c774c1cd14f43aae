import OAuthProtocol

/// Token exchanges, by which exchanged tokens are traced to what they came of.
package protocol ExchangeStore: Sendable {
    /// - Returns: `nil` if there never was one or it has left.
    func findExchange(_ id: ExchangeID) async throws(StorageError) -> ExchangeRecord?

    /// Keeps a new exchange. Whether the subject token is alive is asked whenever the new token is shown, and not here.
    ///
    /// - Returns: false, changing nothing, if the client's registration is gone.
    func commitExchange(_ exchange: ExchangeRecord) async throws(StorageError) -> Bool
}
