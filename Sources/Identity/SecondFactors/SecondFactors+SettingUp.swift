import OAuthProtocol
import Storage

/// One-time codes that are being set up: nothing is kept of them until a first code shows that the application has the secret.
package struct OneTimeCodeSetup: Sendable {
    /// The shared secret in base 32, for those who type it.
    package let secret: Secret
    /// For the QR code: `otpauth://totp/…`, as all authenticator applications read it.
    package let uri: Secret
    /// What the form carries, sealed for this person and session.
    package let carried: Secret
}

/// What a person has besides a password.
package struct Factors: Sendable {
    /// When one-time codes were set up; `nil` if they are not.
    package let oneTimeCodesSince: Timestamp?
    /// The oldest first.
    package let passkeys: [PasskeyRecord]
    package let recoveryCodes: Int
}

extension SecondFactors {
    /// Seconds for which a secret that was shown can be confirmed.
    private static let setupLifetime: Int64 = 900
    /// Seconds in which a form that is sent once more leads where it led first.
    private static let repetition: Int64 = 60

    /// - Throws: `StorageError` if the store cannot answer.
    package func factors(of user: UserID) async throws(StorageError) -> Factors {
        let codes = try await store.findOneTimeCodes(of: user)
        return Factors(
            oneTimeCodesSince: codes?.createdAt, passkeys: try await store.findPasskeys(of: user),
            recoveryCodes: try await store.countRecoveryCodes(of: user))
    }

    /// Draws up a secret for `user` to enter into an application.
    ///
    /// - `service`: the server's name, which the application shows.
    package func beginOneTimeCodes(
        for user: UserRecord, in session: SessionID, service: String, at now: Timestamp
    ) -> OneTimeCodeSetup {
        let secret = entropy.octets(TimeBasedCode.secretLength)
        let time = (0..<8).map { UInt8(truncatingIfNeeded: now.seconds >> (56 - 8 * $0)) }
        return setup(of: secret, for: user, carrying: time + secret, in: session, service: service)
    }

    /// The same once more, to be shown to whoever has typed a wrong code; `nil` if it is not of this person and session, or too old.
    package func repeatOneTimeCodes(
        _ carried: Secret, for user: UserRecord, in session: SessionID, service: String, at now: Timestamp
    ) -> OneTimeCodeSetup? {
        guard let content = opened(carried, for: user, in: session, at: now) else { return nil }
        return setup(
            of: Array(content.dropFirst(8)), for: user, carrying: content, in: session, service: service)
    }

    /// Sets one-time codes up, if the code is of the secret that was shown.
    ///
    /// - `mail`: tells the person; `nil` for nobody.
    /// - Returns: the recovery codes that come with them, to be shown once; `nil` if the code is wrong or the secret was not shown to this
    ///   person in this session.
    /// - Throws: `StorageError` if the store cannot answer.
    package func confirmOneTimeCodes(
        _ carried: Secret, code typed: String, for user: UserRecord, in session: SessionID, telling mail: MailRecord?,
        at now: Timestamp
    ) async throws(StorageError) -> [RecoveryCode]? {
        guard let content = opened(carried, for: user, in: session, at: now), let code = TimeBasedCode.typed(typed)
        else { return nil }
        let secret = Array(content.dropFirst(8))
        guard let step = TimeBasedCode.step(of: code, by: secret, after: 0, at: now) else { return nil }
        // They follow from what was shown, so that a form which is sent twice shows the same, and is set up once.
        let codes = (0..<RecoveryCode.count).map { number in
            RecoveryCode(
                from: Entropy { _ in
                    mac(Array("cardea recovery codes of a set-up 1 \(user.id) \(number) ".utf8) + content)
                })
        }
        // Later it serves no more: codes that were used, renewed or taken away meanwhile stay so.
        let setup = SpentAssertion(
            digest: TokenDigest(of: Array("cardea set-up of one-time codes 1 ".utf8) + content),
            expiresAt: now + (Self.setupLifetime + Timestamp.slack + 1))
        guard try await store.commitSpending(of: setup) else {
            guard let known = try await store.findOneTimeCodes(of: user.id),
                known.createdAt.isRecent(at: now, within: Self.repetition), known.lastStep == step,
                sealing.open(known.sealed, Self.secretContext(user.id)) == secret
            else { return nil }
            return codes
        }
        let kept = try await store.commitOneTimeCodes(
            OneTimeCodeRecord(
                userID: user.id, sealed: sealing.seal(secret, Self.secretContext(user.id)), createdAt: now,
                lastStep: step),
            recovery: codes.map { $0.record(of: user.id, mac: mac) }, telling: mail)
        return kept ? codes : nil
    }

    /// - `mail`: tells the person; `nil` for nobody.
    /// - Returns: a new set of recovery codes, to be shown once, instead of those that there were; `nil` if the account is disabled or
    ///   has no second factor that they could stand in for.
    /// - Throws: `StorageError` if the store cannot answer.
    package func renewRecoveryCodes(
        of user: UserID, telling mail: MailRecord?
    ) async throws(StorageError) -> [RecoveryCode]? {
        let factors = try await factors(of: user)
        guard factors.oneTimeCodesSince != nil || !factors.passkeys.isEmpty else { return nil }
        let codes = (0..<RecoveryCode.count).map { _ in RecoveryCode(from: entropy) }
        let kept = try await store.commitRecoveryCodes(
            codes.map { $0.record(of: user, mac: mac) }, of: user, telling: mail)
        return kept ? codes : nil
    }

    /// Takes one-time codes away.
    ///
    /// - `mail`: tells the person; `nil` for nobody.
    /// - Throws: `StorageError` if the store cannot answer.
    package func removeOneTimeCodes(of user: UserID, telling mail: MailRecord?) async throws(StorageError) {
        _ = try await store.commitRemovalOfOneTimeCodes(of: user, telling: mail)
    }

    /// The browsers that are remembered, the latest first.
    ///
    /// - Throws: `StorageError` if the store cannot answer.
    package func rememberedBrowsers(
        of user: UserID, at now: Timestamp
    ) async throws(StorageError) -> [RememberedBrowserRecord] {
        try await store.findRememberedBrowsers(of: user, at: now)
    }

    /// - Throws: `StorageError` if the store cannot answer.
    package func forget(_ browser: TokenDigest, of user: UserID) async throws(StorageError) {
        _ = try await store.commitEnd(ofRememberedBrowser: browser, of: user)
    }

    private func setup(
        of secret: [UInt8], for user: UserRecord, carrying content: [UInt8], in session: SessionID, service: String
    ) -> OneTimeCodeSetup {
        let text = Base32.encode(secret)
        let (issuer, account) = (PercentEncoding.encode(service), PercentEncoding.encode(user.username))
        let uri =
            "otpauth://totp/\(issuer):\(account)?secret=\(text)&issuer=\(issuer)&algorithm=SHA1"
            + "&digits=\(TimeBasedCode.digits)&period=\(TimeBasedCode.period)"
        return OneTimeCodeSetup(
            secret: Secret(text), uri: Secret(uri),
            carried: Secret(Base64URL.encode(sealing.seal(content, Self.setupContext(user.id, session)))))
    }

    private func opened(
        _ carried: Secret, for user: UserRecord, in session: SessionID, at now: Timestamp
    ) -> [UInt8]? {
        guard carried.exposed.utf8.count <= 256, let sealed = Base64URL.decode(carried.exposed),
            let content = sealing.open(sealed, Self.setupContext(user.id, session)),
            content.count == 8 + TimeBasedCode.secretLength
        else { return nil }
        let begun = Timestamp(content[..<8].reduce(0) { $0 << 8 | Int64($1) })
        return begun.isRecent(at: now, within: Self.setupLifetime) ? content : nil
    }

    private static func setupContext(_ user: UserID, _ session: SessionID) -> [UInt8] {
        Array("cardea one-time codes being set up 1 \(user) \(session)".utf8)
    }
}
