import OAuthProtocol

/// A credential that a browser says was made (§5.1, `RegistrationResponseJSON`), well formed and not yet judged.
package struct RegistrationResponse: Sendable {
    /// The credential ID by what the browser says, 1 to 1023 octets.
    package let id: [UInt8]
    /// What the browser says.
    package let clientData: ClientData
    /// What the authenticator says.
    package let attestation: AttestationObject
    /// How the authenticator can be reached, to be named when the credential is asked for; empty if nobody knows.
    package let transports: [String]
    /// Whether the credential can be found without its ID (§10.1.3, `credProps`); `nil` if the browser does not say.
    package let isDiscoverable: Bool?
    /// Where the authenticator is; `nil` if the browser does not say.
    package let attachment: AuthenticatorAttachment?

    /// Octets of an attestation object at most. One without a statement has some 200, and with the longest some 6000.
    private static let longestAttestation = 16_384

    /// Reads what `PublicKeyCredential.toJSON()` makes. What it has twice, such as the public key beside the
    /// attestation object that holds it, is read once, from what the authenticator wrote.
    ///
    /// - `json`: UTF-8.
    /// - Throws: `notJSON`, `badMember`, `twoIDs`, or what `ClientData` and `AttestationObject` throw.
    package init(json: [UInt8]) throws(WebAuthnError) {
        let credential = try CredentialResponse(json: json)
        id = credential.id
        clientData = try credential.clientData()
        attestation = try AttestationObject(
            try credential.response.octets("attestationObject", 1...Self.longestAttestation))
        transports = try Transports.read(from: credential.response)
        isDiscoverable =
            credential.extensions.has("credProps") ? try credential.extensions.object("credProps").flag("rk") : nil
        attachment = credential.attachment
    }
}
