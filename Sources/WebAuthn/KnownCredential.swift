/// A credential as it was kept (§4, credential record): what a use of it is judged against.
package struct KnownCredential: Sendable {
    /// 1 to 1023 octets.
    package let id: [UInt8]
    /// The public key as a COSE_Key, octets as they came.
    package let publicKey: [UInt8]
    /// The signature counter at its last use (§6.1.1).
    package let signCount: UInt32
    /// Whether the credential can be on several machines (§6.1.3).
    package let backupEligible: Bool
    /// The user handle of the person whose it is (§5.4.3), 1 to 64 octets.
    package let userHandle: [UInt8]

    package init(id: [UInt8], publicKey: [UInt8], signCount: UInt32, backupEligible: Bool, userHandle: [UInt8]) {
        self.id = id
        self.publicKey = publicKey
        self.signCount = signCount
        self.backupEligible = backupEligible
        self.userHandle = userHandle
    }
}
