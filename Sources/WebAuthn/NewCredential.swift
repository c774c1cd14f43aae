/// A credential that was registered, and what is to be kept of it (§4, credential record). Only `RelyingParty` makes
/// one.
package struct NewCredential: Hashable, Sendable {
    /// 1 to 1023 octets.
    package let id: [UInt8]
    /// The public key as a COSE_Key, octets as they came.
    package let publicKey: [UInt8]
    /// The algorithm of the public key.
    package let algorithm: COSEAlgorithm
    /// The signature counter (§6.1.1); 0 if the authenticator does not count.
    package let signCount: UInt32
    /// The model of the authenticator, 16 octets, by what it says itself; zeros if it does not.
    package let aaguid: [UInt8]
    /// Whether the credential can be on several machines (§6.1.3). That never changes.
    package let backupEligible: Bool
    /// Whether it is.
    package let backedUp: Bool
    /// Whether the authenticator verified who registered it.
    package let userVerified: Bool
    /// How the authenticator can be reached (§5.8.4); empty if nobody knows.
    package let transports: [String]
    /// Whether the credential can be found without its ID; `nil` if the browser does not say.
    package let isDiscoverable: Bool?
}
