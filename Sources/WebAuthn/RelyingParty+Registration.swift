extension RelyingParty {
    /// Judges a registration (§7.1). Whether another person has that credential ID already is for whoever keeps
    /// credentials to say.
    ///
    /// - `requiresUserVerification`: whether the authenticator must have verified who touched it, as the options asked.
    /// - `isExpected`: whether a challenge, as octets, is one that this browser was given for this, and is still good.
    /// - Throws: `WebAuthnError` saying what was wrong.
    package func judge(
        _ registration: RegistrationResponse, requiresUserVerification: Bool, isExpected: ([UInt8]) -> Bool
    ) throws(WebAuthnError) -> NewCredential {
        try check(registration.clientData, for: .registration, isExpected)
        let data = registration.attestation.data
        try check(data, requiresUserVerification: requiresUserVerification)
        guard let credential = data.credential else { throw .wrongAuthenticatorData }
        guard algorithms.contains(credential.key.algorithm) else { throw .algorithmNotOffered }
        guard credential.id == registration.id else { throw .anotherCredential }
        return NewCredential(
            id: credential.id, publicKey: credential.publicKey, algorithm: credential.key.algorithm,
            signCount: data.signCount, aaguid: credential.aaguid,
            backupEligible: data.flags.contains(.backupEligible), backedUp: data.flags.contains(.backedUp),
            userVerified: data.flags.contains(.userVerified), transports: registration.transports,
            isDiscoverable: registration.isDiscoverable)
    }
}
