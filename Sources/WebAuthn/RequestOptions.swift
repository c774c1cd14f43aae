import OAuthProtocol

/// What a page is told to have a credential used (§5.1, `PublicKeyCredentialRequestOptionsJSON`), whose authenticator
/// verifies who touches it.
package struct RequestOptions: Sendable {
    /// Whose credentials will do.
    package let relyingParty: RelyingParty
    /// Octets.
    package let challenge: [UInt8]
    /// The credentials that will do; if there is none here, any that the authenticator finds by itself.
    package let allowed: [CredentialDescriptor]

    package init(at relyingParty: RelyingParty, challenge: [UInt8], allowing allowed: [CredentialDescriptor]) {
        self.relyingParty = relyingParty
        self.challenge = challenge
        self.allowed = allowed
    }

    /// The JSON, in UTF-8.
    package var octets: [UInt8] {
        var writer = JSONWriter()
        writer.open()
        writer.member("challenge", ascii: Base64URL.encodedOctets(challenge))
        writer.member("timeout", Ceremony.timeout)
        writer.member("rpId", relyingParty.id)
        writer.member("allowCredentials", .array(allowed.map(\.json)))
        writer.member("userVerification", "required")
        writer.close()
        return writer.octets
    }
}
