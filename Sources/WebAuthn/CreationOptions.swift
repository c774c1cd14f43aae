import OAuthProtocol

/// What a page is told to have a credential made (§5.1, `PublicKeyCredentialCreationOptionsJSON`): one that is found
/// without its ID, whose authenticator verifies who touches it, and says nothing about itself.
package struct CreationOptions: Sendable {
    /// How the browser names us.
    package let name: String
    /// For whom the credential will be good, and by which algorithms.
    package let relyingParty: RelyingParty
    /// Who will have it.
    package let user: User
    /// Octets.
    package let challenge: [UInt8]
    /// Credentials that the person has already: no authenticator that holds one makes another.
    package let excluded: [CredentialDescriptor]

    /// The person whose the credential will be (§5.4.3).
    package struct User: Sendable {
        /// 1 to 64 octets that say nothing about the person, and stay the same.
        package let handle: [UInt8]
        /// What the person signs in with, shown to tell accounts apart.
        package let name: String
        /// What the person is called.
        package let displayName: String

        /// Octets that a user handle may have (§5.4.3).
        package static let handleLengths = 1...64

        /// - Throws: `badUserHandle` for one of no octets, or more than 64.
        package init(handle: [UInt8], name: String, displayName: String) throws(WebAuthnError) {
            guard Self.handleLengths.contains(handle.count) else { throw .badUserHandle }
            self.handle = handle
            self.name = name
            self.displayName = displayName
        }
    }

    package init(
        for user: User, at relyingParty: RelyingParty, named name: String, challenge: [UInt8],
        excluding excluded: [CredentialDescriptor]
    ) {
        self.user = user
        self.relyingParty = relyingParty
        self.name = name
        self.challenge = challenge
        self.excluded = excluded
    }

    /// The JSON, in UTF-8.
    package var octets: [UInt8] {
        var writer = JSONWriter()
        writer.open()
        writer.member("rp", ["id": .string(relyingParty.id), "name": .string(name)])
        writer.member(
            "user",
            [
                "id": .string(Base64URL.encode(user.handle)), "name": .string(user.name),
                "displayName": .string(user.displayName),
            ])
        writer.member("challenge", ascii: Base64URL.encodedOctets(challenge))
        writer.member(
            "pubKeyCredParams",
            .array(relyingParty.algorithms.map { ["type": "public-key", "alg": .integer($0.rawValue)] }))
        writer.member("timeout", Ceremony.timeout)
        writer.member("excludeCredentials", .array(excluded.map(\.json)))
        // Browsers that know Level 1 alone read `requireResidentKey`.
        writer.member(
            "authenticatorSelection",
            ["residentKey": "required", "requireResidentKey": true, "userVerification": "required"])
        writer.member("attestation", "none")
        writer.member("extensions", ["credProps": true])
        writer.close()
        return writer.octets
    }
}
