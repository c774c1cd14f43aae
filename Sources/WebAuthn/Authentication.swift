/// A use of a credential that was good, and what is to be kept of it. Only `RelyingParty` makes one.
package struct Authentication: Hashable, Sendable {
    /// The signature counter, for the next time (§6.1.1); 0 if the authenticator does not count.
    package let signCount: UInt32
    /// Whether the credential is on several machines now.
    package let backedUp: Bool
    /// Whether the authenticator verified who used it.
    package let userVerified: Bool
}
