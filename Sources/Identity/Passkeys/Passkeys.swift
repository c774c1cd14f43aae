import OAuthProtocol
import Storage
import WebAuthn

/// Passkeys (WebAuthn Level 3): adding them to an account, and signing in with them without a user name. What anonymous requests
/// begin is kept nowhere: a challenge says itself whose it is and how old, and is spent only by whoever answers it rightly.
package struct Passkeys: Sendable {
    /// What came of an attempt to sign in.
    package enum SignInOutcome: Sendable {
        case signedIn(SignedIn)
        /// Nobody is told what was wrong; the operator is.
        case wrong(reason: String)
        /// Too many wrong ones; nothing was judged. Seconds until the next is.
        case throttled(retryAfter: Int64)
    }

    /// What came of adding a passkey.
    package enum AddOutcome: Sendable {
        case added
        case full
        case wrong(reason: String)
    }

    /// Characters of a passkey's name.
    package static let longestName = 64
    private static let purpose = "passkey"

    private let relyingParty: RelyingParty
    private let store: any PasskeyStore
    private let attempts: any AttemptStore
    private let entropy: Entropy
    private let mac: @Sendable ([UInt8]) -> [UInt8]

    /// - `id`: the RP ID: the host of `origin`, or a domain above it (§5.1.2).
    /// - `origin`: the one of the pages.
    /// - `mac`: the one that `SignIn` has, since the browser's device cookie is judged there.
    package init(
        id: String, origin: String, store: any PasskeyStore, attempts: any AttemptStore, entropy: Entropy,
        mac: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) {
        relyingParty = RelyingParty(id: id, origins: [origin])
        self.store = store
        self.attempts = attempts
        self.entropy = entropy
        self.mac = mac
    }

    /// `PublicKeyCredentialRequestOptionsJSON` for a sign-in in this browser: with any passkey that it has of ours.
    package func requestOptions(in browser: TokenDigest, at now: Timestamp) -> [UInt8] {
        let challenge = challenge(.authentication, in: browser).issue(at: now, from: entropy)
        return RequestOptions(at: relyingParty, challenge: challenge, allowing: []).octets
    }

    /// `PublicKeyCredentialCreationOptionsJSON` for one more passkey of `user`.
    ///
    /// - `service`: the server's name, which the browser shows.
    /// - Throws: `StorageError` if the store cannot answer.
    package func creationOptions(
        for user: UserRecord, in browser: TokenDigest, service: String, at now: Timestamp
    ) async throws(StorageError) -> [UInt8] {
        let known = try await store.findPasskeys(of: user.id)
        let challenge = challenge(.registration, in: browser, of: user.id).issue(at: now, from: entropy)
        guard
            let person = try? CreationOptions.User(
                handle: handle(of: user.id), name: user.username, displayName: user.name ?? user.username)
        else { throw StorageError(.unavailable, "a user handle of 32 octets was refused") }
        return CreationOptions(
            for: person, at: relyingParty, named: service, challenge: challenge,
            excluding: known.map { CredentialDescriptor(id: $0.id, transports: $0.transports) }
        ).octets
    }

    /// Adds a passkey to an account.
    ///
    /// - `json`: `RegistrationResponseJSON`.
    /// - `name`: as the person calls it.
    /// - `mail`: tells the person; `nil` for nobody.
    /// - Throws: `StorageError` if the store cannot answer.
    package func add(
        _ json: [UInt8], named name: String, for user: UserRecord, in browser: TokenDigest, telling mail: MailRecord?,
        at now: Timestamp
    ) async throws(StorageError) -> AddOutcome {
        let challenge = challenge(.registration, in: browser, of: user.id)
        let (credential, spent): (NewCredential, SpentAssertion)
        do throws(WebAuthnError) {
            let response = try RegistrationResponse(json: json)
            credential = try relyingParty.judge(response, requiresUserVerification: true) {
                challenge.verify($0, at: now)
            }
            spent = Self.spent(response.clientData.challenge, at: now)
        } catch {
            return .wrong(reason: "\(error)")
        }
        let outcome = try await store.commitNewPasskey(
            PasskeyRecord(
                id: credential.id, userID: user.id, name: Self.name(name), publicKey: credential.publicKey,
                signCount: Int64(credential.signCount), isBackupEligible: credential.backupEligible,
                transports: credential.transports, createdAt: now),
            spending: spent, telling: mail)
        switch outcome {
        case .done: return .added
        case .full: return .full
        case .replayed: return .wrong(reason: "the credential is known, or the challenge was answered before")
        case .refused: return .wrong(reason: "the account is disabled or gone")
        }
    }

    /// Judges a sign-in.
    ///
    /// - `json`: `AuthenticationResponseJSON`.
    /// - `address`: where it comes from, as text.
    /// - Throws: `StorageError` if the store cannot answer.
    package func signIn(
        _ json: [UInt8], in browser: TokenDigest, from address: String, at now: Timestamp
    ) async throws(StorageError) -> SignInOutcome {
        let response: AuthenticationResponse
        do throws(WebAuthnError) {
            response = try AuthenticationResponse(json: json)
        } catch {
            return .wrong(reason: "\(error)")
        }
        guard let (passkey, user) = try await store.findPasskey(response.id) else {
            return .wrong(reason: "no account has the passkey")
        }
        // Nobody has signatures checked without end. Each passkey counts for each network by itself, so that nobody is kept out by
        // others who have learned its ID.
        let counters = GuessCounters(purpose: Self.purpose, times: (900, 60, 60), mac: mac)
            .counters("passkey", [passkey.id], from: address, limit: 20)
        if case .blocked(let until) = try await attempts.commitAttempt(counters, at: now) {
            return .throttled(retryAfter: max(until.seconds(since: now), 1))
        }
        let challenge = challenge(.authentication, in: browser)
        let authentication: Authentication
        do throws(WebAuthnError) {
            authentication = try relyingParty.judge(
                response, against: known(passkey), requiresUserVerification: true
            ) { challenge.verify($0, at: now) }
        } catch {
            return .wrong(reason: "\(error)")
        }
        let isNoted = try await store.commitUse(
            of: passkey, signCount: Int64(authentication.signCount),
            spending: Self.spent(response.clientData.challenge, at: now), at: now)
        guard isNoted else { return .wrong(reason: "the challenge was answered before, or the passkey is gone") }
        return .signedIn(
            SignedIn(
                user: user, device: DeviceCookie.issue(for: user.id, from: entropy, mac: mac),
                settlement: AttemptSettlement(forgotten: counters.map(\.key)),
                methods: passkey.isBackupEligible ? .passkey : [.passkey, .hardwareKey]))
    }

    /// Gives a passkey another name.
    ///
    /// - Throws: `StorageError` if the store cannot answer.
    package func rename(_ id: [UInt8], of user: UserID, to name: String) async throws(StorageError) {
        _ = try await store.commitName(Self.name(name), ofPasskey: id, of: user)
    }

    /// Takes a passkey away.
    ///
    /// - `mail`: tells the person; `nil` for nobody.
    /// - Returns: false if it stays, since nobody could sign in to the account without it, or it is gone already.
    /// - Throws: `StorageError` if the store cannot answer.
    package func remove(
        _ id: [UInt8], of user: UserID, telling mail: MailRecord?
    ) async throws(StorageError) -> Bool {
        try await store.commitRemoval(ofPasskey: id, of: user, telling: mail)
    }

    private func known(_ passkey: PasskeyRecord) -> KnownCredential {
        KnownCredential(
            id: passkey.id, publicKey: passkey.publicKey, signCount: UInt32(clamping: passkey.signCount),
            backupEligible: passkey.isBackupEligible, userHandle: handle(of: passkey.userID))
    }

    /// What authenticators know a person by: it says nothing about them, and stays the same (§5.4.3).
    private func handle(of user: UserID) -> [UInt8] {
        mac(Array("cardea passkey user handle 1 \(user)".utf8))
    }

    private func challenge(_ ceremony: Ceremony, in browser: TokenDigest, of user: UserID? = nil) -> Challenge {
        Challenge(
            for: ceremony, browser: browser.octets, context: Array((user.map { "\($0)" } ?? "").utf8),
            mac: { [mac] in mac(Array("cardea passkey challenge 1 ".utf8) + $0) })
    }

    /// What is kept of a challenge that was answered rightly, until it is good no longer.
    private static func spent(_ challenge: [UInt8], at now: Timestamp) -> SpentAssertion {
        SpentAssertion(
            digest: TokenDigest(of: Array("cardea passkey challenge 1 ".utf8) + challenge),
            expiresAt: now + (Challenge.lifetime + Timestamp.slack + 1))
    }

    package static func name(_ typed: String) -> String {
        String(String.UnicodeScalarView(typed.inNormalForm.unicodeScalars.prefix(longestName)))
    }
}
