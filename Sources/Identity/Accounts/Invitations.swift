import OAuthProtocol
import Storage

/// People who are asked to make an account, by a link that is sent to them. Whoever has it has shown that the address is theirs.
package struct Invitations: Sendable {
    /// Seconds that one is good for: a week, since nobody waits for it.
    package static let lifetime: Int64 = 7 * 86_400

    /// What came of an attempt to make the account.
    package enum Outcome: Sendable {
        case created(SignedIn)
        /// The link was used or is too old.
        case gone
        case refused([SelfRegistration.Fault])
        /// Too many passwords wait to be hashed. Seconds until it is worth another try.
        case busy(retryAfter: Int64)
    }

    /// What is asked of a password.
    package let standard: PasswordStandard
    private let store: any OneTimeLinkStore
    private let accounts: Accounts
    private let entropy: Entropy
    private let mac: @Sendable ([UInt8]) -> [UInt8]

    /// - `mac`: the one that `SignIn` has, since the browser's device cookie is judged there.
    package init(
        store: any OneTimeLinkStore, accounts: Accounts, standard: PasswordStandard, entropy: Entropy,
        mac: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) {
        self.standard = standard
        self.store = store
        self.accounts = accounts
        self.entropy = entropy
        self.mac = mac
    }

    /// Invites whoever has the address; earlier invitations to it are good no longer.
    ///
    /// - Returns: when it is good no longer.
    /// - Throws: `AccountError` for what is no address, and one that an account has and has proved.
    package static func invite(
        _ email: String, in store: any OneTimeLinkStore & UserStore, by outbox: Outbox, entropy: Entropy,
        at now: Timestamp
    ) async throws(AccountError) -> Timestamp {
        let email = try AccountRules.email(email)
        let secret = entropy.secret()
        let invitation = InvitationRecord(
            digest: secret.digest, email: email, createdAt: now, expiresAt: now + lifetime)
        let mail = outbox.link(.invitation, holding: secret, of: nil, to: email, Circumstances(), at: now)
        do throws(StorageError) {
            if try await store.findUser(login: email)?.emailVerified != true {
                try await store.commitInvitation(invitation, sending: mail)
                return invitation.expiresAt
            }
        } catch {
            throw .storage(error)
        }
        throw .emailTaken
    }

    /// The address that an invitation was sent to; `nil` if it was used or is too old.
    ///
    /// - Throws: `StorageError` if the store cannot answer.
    package func email(of secret: Secret, at now: Timestamp) async throws(StorageError) -> String? {
        try await store.findInvitation(secret.digest, at: now)?.email
    }

    /// Makes the account, with the address that the invitation was sent to, verified.
    ///
    /// - `wanted`: what the person has typed; its `email` says nothing.
    /// - `address`: where the person comes from, as text.
    /// - Throws: `StorageError` if the store cannot answer, and `.unavailable` if the password cannot be hashed.
    package func accept(
        by secret: Secret, _ wanted: WantedAccount, from address: String, at now: Timestamp
    ) async throws(StorageError) -> Outcome {
        guard let email = try await email(of: secret, at: now) else { return .gone }
        var wanted = wanted
        wanted.email = email
        let faults = wanted.faults(by: standard)
        guard faults.isEmpty else { return .refused(faults) }
        do throws(AccountError) {
            let user = try await accounts.add(
                username: wanted.username, email: email, name: wanted.name, emailVerified: true,
                password: wanted.password, hashing: .newAccount(from: address), byInvitation: secret.digest, at: now)
            let device = DeviceCookie.issue(for: user.id, from: entropy, mac: mac)
            return .created(SignedIn(user: user, device: device, settlement: .none, isNewAccount: true))
        } catch {
            if let fault = SelfRegistration.Fault(error) { return .refused([fault]) }
            switch error {
            case .unknown: return .gone
            case .busy(let seconds): return .busy(retryAfter: seconds)
            case .storage(let error): throw error
            default: throw StorageError(.unavailable, "an account could not be made: \(error)")
            }
        }
    }
}
