import OAuthProtocol

/// Since when what is issued counts (`SecurityEpochStore`): of what came before nobody knows any more whether it was spent or
/// revoked.
package struct SecurityEpoch: Sendable, Equatable {
    /// Seconds by which the clock of who makes an assertion may be ahead of ours.
    private static let skew: Int64 = 60

    private let beginning: Timestamp?

    /// - Parameter beginning: `nil` for one that never moved.
    package init(since beginning: Timestamp?) {
        self.beginning = beginning
    }

    /// Whether a token that this server issued at a moment may be alive.
    func covers(issuedAt moment: Timestamp) -> Bool {
        beginning.map { moment >= $0 } ?? true
    }

    /// Whether an assertion was certainly made since. One that does not say when it was made may be as old as assertions may be.
    ///
    /// - `longestLife`: seconds that it may live at most.
    func covers(assertionFrom issuedAt: Timestamp?, until expiresAt: Timestamp, longestLife: Int64) -> Bool {
        guard let beginning else { return true }
        return (issuedAt ?? expiresAt - longestLife) > beginning + Self.skew
    }
}
