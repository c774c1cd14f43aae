import OAuthProtocol

/// What an authenticator says and signs (§6.1).
package struct AuthenticatorData: Sendable {
    /// SHA-256 of the ID of the relying party whose credential it is, 32 octets.
    package let relyingPartyIDHash: [UInt8]
    /// What is true of the credential and of this use of it.
    package let flags: Flags
    /// How often the authenticator signed, as far as it counts (§6.1.1); 0 if it does not.
    package let signCount: UInt32
    /// The credential that was made; `nil` in an assertion.
    package let credential: AttestedCredential?
    /// What extensions put out (§9.5); `nil` if there is none.
    package let extensions: CBORMap?

    /// The flags, of which those that are reserved say nothing (§6.1).
    package struct Flags: OptionSet, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// UP: somebody touched the authenticator.
        package static let userPresent = Flags(rawValue: 0x01)
        /// UV: it verified who that was.
        package static let userVerified = Flags(rawValue: 0x04)
        /// BE: the credential can be backed up.
        package static let backupEligible = Flags(rawValue: 0x08)
        /// BS: it is backed up.
        package static let backedUp = Flags(rawValue: 0x10)
        /// AT: attested credential data follow.
        package static let attestedCredential = Flags(rawValue: 0x40)
        /// ED: extensions follow.
        package static let extensions = Flags(rawValue: 0x80)
    }

    /// - Throws: `badAuthenticatorData`, `backedUpWithoutEligibility`, `cbor`, or what `AttestedCredential` throws.
    package init(_ octets: [UInt8]) throws(WebAuthnError) {
        var reader = OctetReader(octets)
        relyingPartyIDHash = Array(try reader.take(32))
        flags = Flags(rawValue: UInt8(truncatingIfNeeded: try reader.number(octets: 1)))
        signCount = try reader.number(octets: 4)
        if flags.contains(.backedUp), !flags.contains(.backupEligible) { throw .backedUpWithoutEligibility }
        credential = flags.contains(.attestedCredential) ? try AttestedCredential(from: &reader) : nil
        if flags.contains(.extensions) {
            guard let map = try reader.item().item.map else { throw .badAuthenticatorData }
            extensions = map
        } else {
            extensions = nil
        }
        guard reader.isAtEnd else { throw .badAuthenticatorData }
    }
}
