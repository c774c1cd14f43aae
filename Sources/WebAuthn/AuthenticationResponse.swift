import OAuthProtocol

/// A use of a credential by what a browser says (§5.1, `AuthenticationResponseJSON`), well formed and not yet judged.
package struct AuthenticationResponse: Sendable {
    /// The credential ID, 1 to 1023 octets, by which whoever keeps credentials finds the one to judge against.
    package let id: [UInt8]
    /// What the browser says.
    package let clientData: ClientData
    /// What the authenticator says.
    package let authenticatorData: AuthenticatorData
    /// What the authenticator signed: its data as they came, and the hash of the client data (§6.3.3).
    let signed: [UInt8]
    let signature: [UInt8]
    /// The user handle that the credential was made with, 1 to 64 octets; `nil` if the authenticator does not say.
    package let userHandle: [UInt8]?
    /// Where the authenticator is; `nil` if the browser does not say.
    package let attachment: AuthenticatorAttachment?

    /// Octets of authenticator data at most. Without extensions they have 37.
    private static let longestData = 4096
    /// Octets of a signature at most: one of RSA with 4096 bits has 512.
    private static let longestSignature = 512

    /// Reads what `PublicKeyCredential.toJSON()` makes.
    ///
    /// - `json`: UTF-8.
    /// - Throws: `notJSON`, `badMember`, `twoIDs`, or what `ClientData` and `AuthenticatorData` throw.
    package init(json: [UInt8]) throws(WebAuthnError) {
        let credential = try CredentialResponse(json: json)
        let response = credential.response
        id = credential.id
        clientData = try credential.clientData()
        let data = try response.octets("authenticatorData", 1...Self.longestData)
        authenticatorData = try AuthenticatorData(data)
        signed = data + clientData.hash
        signature = try response.octets("signature", 1...Self.longestSignature)
        userHandle =
            response.has("userHandle") ? try response.octets("userHandle", CreationOptions.User.handleLengths) : nil
        attachment = credential.attachment
    }
}
