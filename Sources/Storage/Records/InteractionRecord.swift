import OAuthProtocol

/// An authorization request that waits for a person: what was validated, frozen. The browser holds only a handle.
package struct InteractionRecord: Sendable, Equatable {
    /// Digest of the handle.
    package let digest: TokenDigest
    /// Digest of the cookie of the browser that began it; no other may go on with it.
    package let browser: TokenDigest
    /// The validated request as JSON, written and read by the authorization endpoint alone.
    package let request: [UInt8]
    package let expiresAt: Timestamp

    package init(digest: TokenDigest, browser: TokenDigest, request: [UInt8], expiresAt: Timestamp) {
        self.digest = digest
        self.browser = browser
        self.request = request
        self.expiresAt = expiresAt
    }
}
