import OAuthProtocol

/// What people have besides a password: one-time codes (RFC 6238), recovery codes, and browsers that are remembered.
package protocol SecondFactorStore: Sendable {
    /// - Returns: `nil` if the person has set up no one-time codes.
    func findOneTimeCodes(of user: UserID) async throws(StorageError) -> OneTimeCodeRecord?

    /// Sets one-time codes up, in the place of any that are there, and with them a new set of recovery codes. Browsers that
    /// were remembered are so no more.
    ///
    /// - `mail`: tells the person, as with every change here; `nil` for nobody.
    /// - Returns: false, changing nothing, if the user is gone or disabled.
    func commitOneTimeCodes(
        _ codes: OneTimeCodeRecord, recovery: [RecoveryCodeRecord], telling mail: MailRecord?
    ) async throws(StorageError) -> Bool

    /// Notes that the code of a time step was accepted, in one conditional write.
    ///
    /// - Returns: false, changing nothing, if a code of that step or of a later one was accepted before, or the codes are
    ///   others by now.
    func commitUse(ofStep step: Int64, of codes: OneTimeCodeRecord) async throws(StorageError) -> Bool

    /// Takes one-time codes away, and browsers that are remembered. Where no passkey is left, recovery codes go with them.
    ///
    /// - Returns: false if there were none.
    func commitRemovalOfOneTimeCodes(
        of user: UserID, telling mail: MailRecord?
    ) async throws(StorageError) -> Bool

    /// How many recovery codes the person has left.
    func countRecoveryCodes(of user: UserID) async throws(StorageError) -> Int

    /// Replaces all of a person's recovery codes.
    ///
    /// - Returns: false, changing nothing, if the user is gone or disabled, or has no second factor that they could stand in for.
    func commitRecoveryCodes(
        _ codes: [RecoveryCodeRecord], of user: UserID, telling mail: MailRecord?
    ) async throws(StorageError) -> Bool

    /// Uses a recovery code up, in one conditional write.
    ///
    /// - Returns: false if the person has no such code (any more).
    func commitUse(of code: RecoveryCodeRecord) async throws(StorageError) -> Bool

    /// Whether a browser is remembered for this user at `now`.
    func findRememberedBrowser(
        _ digest: TokenDigest, of user: UserID, at now: Timestamp
    ) async throws(StorageError) -> RememberedBrowserRecord?

    /// Those of a person that have not expired, the latest first.
    func findRememberedBrowsers(
        of user: UserID, at now: Timestamp
    ) async throws(StorageError) -> [RememberedBrowserRecord]

    /// Remembers a browser. Of one user's those beyond ``RememberedBrowserRecord/most`` leave, the oldest first.
    ///
    /// - Returns: false, changing nothing, if the user is gone or disabled.
    func commitRememberedBrowser(_ browser: RememberedBrowserRecord) async throws(StorageError) -> Bool

    /// - Returns: false if the user has no such browser.
    func commitEnd(ofRememberedBrowser digest: TokenDigest, of user: UserID) async throws(StorageError) -> Bool
}

/// Passkeys (WebAuthn Level 3).
package protocol PasskeyStore: Sendable {
    /// - Returns: `nil` if there is none, or its user is gone or disabled.
    func findPasskey(_ id: [UInt8]) async throws(StorageError) -> (passkey: PasskeyRecord, user: UserRecord)?

    /// Those of a person, the oldest first.
    func findPasskeys(of user: UserID) async throws(StorageError) -> [PasskeyRecord]

    /// Adds a passkey, and spends the challenge that it answers.
    ///
    /// - `mail`: tells the person; `nil` for nobody.
    func commitNewPasskey(
        _ passkey: PasskeyRecord, spending challenge: SpentAssertion, telling mail: MailRecord?
    ) async throws(StorageError) -> NewPasskeyOutcome

    /// Notes a sign-in with a passkey, and spends the challenge that it answers.
    ///
    /// - `signCount`: the authenticator's counter; 0 where it has none.
    /// - Returns: false, changing nothing, if the challenge was spent before, the passkey is gone, or another sign-in has
    ///   brought its counter as far meanwhile.
    func commitUse(
        of passkey: PasskeyRecord, signCount: Int64, spending challenge: SpentAssertion, at now: Timestamp
    ) async throws(StorageError) -> Bool

    /// - Returns: false if the user has no such passkey.
    func commitName(_ name: String, ofPasskey id: [UInt8], of user: UserID) async throws(StorageError) -> Bool

    /// Takes a passkey away. Where it was the last and there are no one-time codes, recovery codes go with it. The last one of an
    /// account without a password stays, since nobody could sign in any more.
    ///
    /// - `mail`: tells the person; `nil` for nobody.
    /// - Returns: false if it stays, or the user has no such passkey.
    func commitRemoval(
        ofPasskey id: [UInt8], of user: UserID, telling mail: MailRecord?
    ) async throws(StorageError) -> Bool
}

/// What came of adding a passkey.
package enum NewPasskeyOutcome: Sendable, Equatable {
    case done
    /// The account has as many as it may.
    case full
    /// There is one of that credential ID, or the challenge was used before.
    case replayed
    /// The user is gone or disabled.
    case refused
}
