import OAuthProtocol

/// A message that must still be handed to the mail server, as data: it is put into words when it is sent. The transaction that
/// causes it puts it there, so that none is lost and none is made up.
package struct MailRecord: Sendable, Equatable {
    /// What it says.
    package enum Kind: String, Sendable, CaseIterable {
        /// No message yet: somebody says that a password is forgotten. Whether there is such an account, and a message to be sent, is
        /// found where nobody waits for the answer (threat 32).
        case forgottenPassword
        /// A link with which another password is set.
        case newPassword
        /// A link with which an address is proved.
        case address
        /// A link with which an account is made.
        case invitation
        case newDevice
        case passkeyAdded
        case passkeyRemoved
        case codesSetUp
        case codesRemoved
        case recoveryCodesReplaced
        case passwordChanged
        case addressChanged
        case accountRemoved

        /// Whether it means nothing any more once the account is gone.
        package var endsWithAccount: Bool {
            switch self {
            case .newPassword, .address, .newDevice: true
            default: false
            }
        }
    }

    /// Seconds for which handing a message over is tried, unless its link is good for less.
    package static let lifetime: Int64 = 86_400
    /// How many wait at most: of one person, where the oldest leave; and of those that anybody may cause, beyond which none is taken.
    package static let most = (ofUser: 50, requested: 1_000)

    /// What tells it from others; the same cause twice makes the same.
    package let id: TokenDigest
    package let kind: Kind
    /// Whom it is about; `nil` for who has no account, or nobody knows which.
    package let userID: UserID?
    /// Whom it goes to; empty where that is not known yet.
    package let recipient: String
    /// The language that the person had before their eyes, as a tag.
    package let language: String
    /// What else it says, a JSON object, sealed for this `id`: a link in it is as good as a password.
    package let sealed: [UInt8]
    package let createdAt: Timestamp
    /// How often it was claimed. Who claimed it is known by this number, so that who was too slow changes nothing.
    package private(set) var attempts: Int64
    /// When it may be claimed; for a claimed one, when whoever claimed it counts as gone.
    package private(set) var dueAt: Timestamp
    /// When it is given up.
    package let expiresAt: Timestamp

    package init(
        id: TokenDigest, kind: Kind, userID: UserID?, recipient: String, language: String, sealed: [UInt8],
        createdAt: Timestamp, attempts: Int64 = 0, dueAt: Timestamp, expiresAt: Timestamp
    ) {
        self.id = id
        self.kind = kind
        self.userID = userID
        self.recipient = recipient
        self.language = language
        self.sealed = sealed
        self.createdAt = createdAt
        self.attempts = attempts
        self.dueAt = dueAt
        self.expiresAt = expiresAt
    }

    /// The host of the recipient's address in lower case; empty where it is not known yet.
    package var host: String {
        let at = recipient.utf8.lastIndex(of: UInt8(ascii: "@"))
        return at.map { UserRecord.loginKey(String(recipient[recipient.utf8.index(after: $0)...])) } ?? ""
    }

    /// This message after somebody claimed it.
    package func claimed(until lease: Timestamp) -> MailRecord {
        var mail = due(at: lease)
        mail.attempts += 1
        return mail
    }

    /// This message with another time at which it may be claimed.
    package func due(at moment: Timestamp) -> MailRecord {
        var mail = self
        mail.dueAt = moment
        return mail
    }
}
