import JOSE

/// The keys that tokens are made and recognised with.
package struct TokenKeys: Sendable {
    package let ring: KeyRing
    /// Authenticates refresh tokens.
    package let refresh: DerivedKey
    /// Seals opaque access tokens.
    package let opaque: DerivedKey

    package init(ring: KeyRing, master: MasterKey) {
        self.ring = ring
        refresh = master.derive("refresh tokens")
        opaque = master.derive("opaque access tokens")
    }
}
