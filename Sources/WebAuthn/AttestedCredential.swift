/// The credential that an authenticator made, as it says itself (§6.5.1).
package struct AttestedCredential: Sendable {
    /// The model of the authenticator, 16 octets; zeros if it does not say.
    package let aaguid: [UInt8]
    /// The credential ID, 1 to 1023 octets.
    package let id: [UInt8]
    /// The credential public key.
    package let key: COSEKey
    /// The credential public key as it came, by which it can be read again.
    package let publicKey: [UInt8]

    /// Octets that a credential ID may have (§7.1).
    package static let idLengths = 1...1023

    /// - Throws: `badAuthenticatorData` if the octets end too soon, `badCredentialID`, `cbor`, or what `COSEKey` throws.
    init(from reader: inout OctetReader) throws(WebAuthnError) {
        aaguid = Array(try reader.take(16))
        let length = Int(try reader.number(octets: 2))
        guard Self.idLengths.contains(length) else { throw .badCredentialID }
        id = Array(try reader.take(length))
        let (item, octets) = try reader.item()
        key = try COSEKey(item)
        publicKey = octets
    }
}
