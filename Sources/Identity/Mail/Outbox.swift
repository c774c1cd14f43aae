import OAuthProtocol
import Storage

/// In what circumstances something happens that a person is told of.
package struct Circumstances: Sendable {
    /// The language that the person had before their eyes, as a tag.
    package let language: String
    /// The browser in a few words; empty if it was none.
    package let browser: String
    /// Where it came from, as text; empty if it came from nowhere.
    package let address: String

    /// - `userAgent`: the `User-Agent` header; `nil` if there was none.
    package init(language: String, userAgent: String?, address: String) {
        self.language = language
        browser = UserAgent.summary(of: userAgent)
        self.address = String(address.prefix(64))
    }

    /// What an operator does.
    package init() {
        (language, browser, address) = ("en", "", "")
    }
}

/// What a message says, beside what its kind says.
package struct MailContent: Sendable, Equatable {
    package let kind: MailRecord.Kind
    package let recipient: String
    /// The account's user name; `nil` in messages to those who may have nothing to do with it.
    package var username: String?
    /// What a link holds; `nil` if there is none.
    package var token: Secret?
    /// A passkey's name, or an address; `nil` if nothing is named.
    package var detail: String?
    package let circumstances: Circumstances
    package let createdAt: Timestamp
    package let expiresAt: Timestamp
    /// What stays the same however often it is sent.
    package let id: TokenDigest

    package static func == (left: MailContent, right: MailContent) -> Bool { left.id == right.id }
}

/// Draws up messages to people, which the transaction that causes them puts there.
package struct Outbox: Sendable {
    private let sealing: Sealing
    private let entropy: Entropy

    /// - `sealing`: with a key that lasts as long as the database.
    package init(sealing: Sealing, entropy: Entropy) {
        self.sealing = sealing
        self.entropy = entropy
    }

    /// A message that tells a person of something; `nil` if nobody has shown that the account's address is theirs.
    ///
    /// - `detail`: a passkey's name, or an address; `nil` if nothing is named.
    /// - `cause`: what must make one message only, however often it happens; `nil` for what happens once.
    package func notice(
        _ kind: MailRecord.Kind, to user: UserRecord, detail: String? = nil, of cause: [UInt8]? = nil,
        _ circumstances: Circumstances, at now: Timestamp
    ) -> MailRecord? {
        guard user.emailVerified, let email = user.email else { return nil }
        return mail(
            kind, of: user.id, to: email, for: MailRecord.lifetime, cause,
            ["username": user.username, "detail": detail], circumstances, at: now)
    }

    /// A message with a link.
    ///
    /// - `user`: the account; `nil` if there is none yet.
    /// - `username`: to be named; `nil` in messages to addresses that nobody has proved, which are to hold nothing that a stranger
    ///   has written.
    func link(
        _ kind: MailRecord.Kind, holding token: Secret, of user: UserID?, named username: String? = nil,
        to address: String, _ circumstances: Circumstances, at now: Timestamp
    ) -> MailRecord {
        mail(
            kind, of: user, to: address, for: kind == .invitation ? MailRecord.lifetime : OneTimeLinks.lifetime, nil,
            ["token": token.exposed, "username": username], circumstances, at: now)
    }

    /// That somebody says that a password is forgotten.
    func request(of login: String, _ circumstances: Circumstances, at now: Timestamp) -> MailRecord {
        mail(
            .forgottenPassword, of: nil, to: "", for: OneTimeLinks.lifetime, nil, ["login": login], circumstances,
            at: now)
    }

    /// What a message says; `nil` if it cannot be opened, as when the master key is another by now.
    func content(of mail: MailRecord) -> MailContent? {
        guard let members = members(of: mail) else { return nil }
        return MailContent(
            kind: mail.kind, recipient: mail.recipient, username: members["username"]?.string,
            token: members["token"]?.string.map(Secret.init), detail: members["detail"]?.string,
            circumstances: Circumstances(of: mail, members), createdAt: mail.createdAt, expiresAt: mail.expiresAt,
            id: mail.id)
    }

    /// What somebody typed who says that a password is forgotten.
    func login(of request: MailRecord) -> (login: String, circumstances: Circumstances)? {
        guard let members = members(of: request), let login = members["login"]?.string else { return nil }
        return (login, Circumstances(of: request, members))
    }

    private func members(of mail: MailRecord) -> JSONObject? {
        sealing.open(mail.sealed, Self.context(mail.id)).flatMap { try? JSONParser.parse($0).object }
    }

    private func mail(
        _ kind: MailRecord.Kind, of user: UserID?, to recipient: String, for lifetime: Int64, _ cause: [UInt8]?,
        _ values: [String: String?], _ circumstances: Circumstances, at now: Timestamp
    ) -> MailRecord {
        var members: JSONObject = [
            "browser": .string(circumstances.browser), "address": .string(circumstances.address),
        ]
        for (name, value) in values { members[name] = value.map(JSONValue.string) }
        let id = TokenDigest(
            of: Array("cardea mail 1 \(kind.rawValue) \(user.map { "\($0)" } ?? "") ".utf8)
                + (cause ?? entropy.octets(32)))
        return MailRecord(
            id: id, kind: kind, userID: user, recipient: recipient, language: circumstances.language,
            sealed: sealing.seal(members.octets, Self.context(id)), createdAt: now, dueAt: now,
            expiresAt: now + lifetime)
    }

    private static func context(_ id: TokenDigest) -> [UInt8] {
        Array("cardea mail 1 ".utf8) + id.octets
    }
}

extension Circumstances {
    fileprivate init(of mail: MailRecord, _ members: JSONObject) {
        language = mail.language
        browser = members["browser"]?.string ?? ""
        address = members["address"]?.string ?? ""
    }
}
