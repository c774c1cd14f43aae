import OAuthProtocol

/// An authorization request that waits for a person and is too large for the browser to carry: what was validated, frozen.
package struct InteractionRecord: Sendable, Equatable {
    /// Whose share of the rows it is.
    package enum Owner: Sendable, Equatable {
        /// Somebody who is signed in.
        case user(UserID)
        /// Anybody else, by their network (``Network``).
        case network([UInt8])
    }

    /// Digest of the request's identifier, which the browser's handle has sealed inside.
    package let digest: TokenDigest
    package let owner: Owner
    /// The validated request as JSON, written and read by the authorization endpoint alone.
    package let request: [UInt8]
    package let expiresAt: Timestamp

    package init(digest: TokenDigest, owner: Owner, request: [UInt8], expiresAt: Timestamp) {
        self.digest = digest
        self.owner = owner
        self.request = request
        self.expiresAt = expiresAt
    }
}
