import OAuthProtocol
import Storage

/// Somebody who has shown a password and must show a second factor yet. Nobody is signed in so: the browser carries it, sealed
/// and bound to that browser, so that there is nothing that any other door could take for a session.
struct FirstFactor {
    /// Seconds that a person has to show the second.
    static let lifetime: Int64 = 600
    private static let purpose = Array("cardea first factor 1 ".utf8)
    private static let length = 8 + 8 + 32
    /// Characters of what a browser carries; nothing longer is looked at.
    private static let longest = 256

    let userID: UserID
    /// When the password was judged.
    let judgedAt: Timestamp
    /// Digest of the hash that it was judged by: with another password it counts no more.
    let judgedBy: TokenDigest

    init(of user: UserRecord, at now: Timestamp) {
        userID = user.id
        judgedAt = now
        judgedBy = TokenDigest(of: user.passwordHash ?? "")
    }

    /// Opens what `sealed` made for this browser; `nil` for anything else, and for what is too old.
    init?(_ text: Secret, of browser: TokenDigest, by sealing: Sealing, at now: Timestamp) {
        guard text.exposed.utf8.count <= Self.longest, let sealed = Base64URL.decode(text.exposed),
            let octets = sealing.open(sealed, Self.purpose + browser.octets), octets.count == Self.length,
            let judgedBy = TokenDigest(octets: octets[16...]), let userID = UserID(Self.number(octets[..<8]))
        else { return nil }
        self.userID = userID
        judgedAt = Timestamp(Self.number(octets[8..<16]))
        self.judgedBy = judgedBy
        guard judgedAt.isRecent(at: now, within: Self.lifetime) else { return nil }
    }

    func sealed(for browser: TokenDigest, by sealing: Sealing) -> Secret {
        let octets = { (number: Int64) in (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) } }
        let content = octets(userID.number) + octets(judgedAt.seconds) + judgedBy.octets
        return Secret(Base64URL.encode(sealing.seal(content, Self.purpose + browser.octets)))
    }

    private static func number(_ octets: ArraySlice<UInt8>) -> Int64 {
        Int64(truncatingIfNeeded: octets.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }

    /// Whether the account is still the one that was judged.
    func holds(for user: UserRecord) -> Bool {
        user.id == userID && !user.disabled && TokenDigest(of: user.passwordHash ?? "") == judgedBy
    }
}
