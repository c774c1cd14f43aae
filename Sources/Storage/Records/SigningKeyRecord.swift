import OAuthProtocol

/// A signing key as it is kept: the private part sealed with the master key.
package struct SigningKeyRecord: Sendable, Equatable {
    package enum State: String, Sendable, CaseIterable {
        /// Published, so that verifiers know it before it signs.
        case next
        /// Signs.
        case current
        /// Published until the last token that it signed has expired.
        case retired
    }

    /// `kid` (RFC 7517 §4.5)
    package let id: String
    package let algorithm: SignatureAlgorithm
    package var state: State
    /// The private key, sealed.
    package let sealed: [UInt8]
    package var createdAt: Timestamp
    /// When it began to sign; `nil` before that.
    package var activatedAt: Timestamp?
    /// For a retired key, when it leaves; `nil` otherwise.
    package var retiresAt: Timestamp?

    package init(
        id: String, algorithm: SignatureAlgorithm, state: State, sealed: [UInt8], createdAt: Timestamp,
        activatedAt: Timestamp? = nil, retiresAt: Timestamp? = nil
    ) {
        self.id = id
        self.algorithm = algorithm
        self.state = state
        self.sealed = sealed
        self.createdAt = createdAt
        self.activatedAt = activatedAt
        self.retiresAt = retiresAt
    }
}
