import OAuthProtocol

/// A person's account.
package struct UserRecord: Sendable, Equatable {
    package let id: UserID
    /// As the person writes it.
    package var username: String
    package var email: String?
    package var emailVerified: Bool
    /// The full name (`name`, OpenID Connect Core §5.1).
    package var name: String?
    /// What else is known of the person: standard claims such as `given_name`, `phone_number` and `address`
    /// (OpenID Connect Core §5.1), and whatever the operator keeps.
    package var claims: JSONObject
    /// Argon2id in its encoded form; `nil` if the account has no password and so cannot sign in with one.
    package var passwordHash: String?
    package var disabled: Bool
    package let createdAt: Timestamp
    /// When anything that a client may read was last changed (`updated_at`).
    package var updatedAt: Timestamp

    package init(
        id: UserID, username: String, email: String? = nil, emailVerified: Bool = false, name: String? = nil,
        claims: JSONObject = [:], passwordHash: String? = nil, disabled: Bool = false, createdAt: Timestamp,
        updatedAt: Timestamp? = nil
    ) {
        self.id = id
        self.username = username
        self.email = email
        self.emailVerified = emailVerified
        self.name = name
        self.claims = claims
        self.passwordHash = passwordHash
        self.disabled = disabled
        self.createdAt = createdAt
        self.updatedAt = updatedAt ?? createdAt
    }

    /// The form under which a user name or e-mail address is unique: letter case does not make another account.
    package static func loginKey(_ text: String) -> String {
        text.lowercased()
    }

    /// A user name or e-mail address without what keyboards, password managers and copying put around it: white space,
    /// and characters that show nothing.
    package static func typed(_ text: String) -> String {
        let isNothing: (Unicode.Scalar) -> Bool = {
            $0.properties.isWhitespace || $0.properties.isDefaultIgnorableCodePoint
        }
        let inner = text.unicodeScalars.drop(while: isNothing)
        guard let last = inner.lastIndex(where: { !isNothing($0) }) else { return "" }
        return String(inner[...last])
    }

    /// The account with another address, verified. A user name that was the address follows it: it would be taken for somebody
    /// else's (threat 14).
    package func proving(_ address: String, at now: Timestamp) -> UserRecord {
        var user = self
        if let email, Self.loginKey(username) == Self.loginKey(email) { user.username = address }
        user.email = address
        user.emailVerified = true
        user.updatedAt = now
        return user
    }

    /// The account without the address that somebody else has proved, and without a user name that says the same.
    ///
    /// - `isTaken`: whether an account has a user name.
    /// - Throws: what `isTaken` throws.
    package func losingAddress(
        at now: Timestamp, _ isTaken: (String) throws(StorageError) -> Bool
    ) throws(StorageError) -> UserRecord {
        var user = self
        if let email, Self.loginKey(username) == Self.loginKey(email) {
            let stem = String.UnicodeScalarView(username.unicodeScalars.prefix { $0 != "@" }.prefix(40))
            user.username = "\(String(stem))-\(id)"
            // Whoever knows the number may have made an account of that name.
            var number = 2
            while try isTaken(user.username) {
                user.username = "\(String(stem))-\(id)-\(number)"
                number += 1
            }
        }
        user.email = nil
        user.emailVerified = false
        user.updatedAt = now
        return user
    }
}
