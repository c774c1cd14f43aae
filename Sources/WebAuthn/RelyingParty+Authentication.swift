extension RelyingParty {
    /// Judges a use of a credential (§7.2) that was found by its ID, and with it the account.
    ///
    /// A counter that did not grow is refused, unless it is 0 on both sides, as of all credentials that are on several
    /// machines: §7.2 leaves to us what becomes of it, and a key that somebody copied is no proof of anything.
    ///
    /// - `requiresUserVerification`: whether the authenticator must have verified who touched it, as the options asked.
    /// - `isExpected`: whether a challenge, as octets, is one that this browser was given for this, and is still good.
    /// - Throws: `WebAuthnError` saying what was wrong; of `counterWentBack`, all else was good.
    package func judge(
        _ authentication: AuthenticationResponse, against credential: KnownCredential,
        requiresUserVerification: Bool, isExpected: ([UInt8]) -> Bool
    ) throws(WebAuthnError) -> Authentication {
        guard authentication.id == credential.id else { throw .anotherCredential }
        guard authentication.userHandle ?? credential.userHandle == credential.userHandle else { throw .anotherUser }
        try check(authentication.clientData, for: .authentication, isExpected)
        let data = authentication.authenticatorData
        try check(data, requiresUserVerification: requiresUserVerification)
        guard data.credential == nil else { throw .wrongAuthenticatorData }
        guard data.flags.contains(.backupEligible) == credential.backupEligible else { throw .backupEligibilityChanged }
        guard try COSEKey(octets: credential.publicKey).verifies(authentication.signature, of: authentication.signed)
        else { throw .badSignature }
        guard data.signCount > credential.signCount || (data.signCount == 0 && credential.signCount == 0) else {
            throw .counterWentBack
        }
        return Authentication(
            signCount: data.signCount, backedUp: data.flags.contains(.backedUp),
            userVerified: data.flags.contains(.userVerified))
    }
}
