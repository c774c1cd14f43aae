import OAuthProtocol
import Storage

/// What somebody else says of a person who is to have an account here; none of it has been checked.
package struct ProvisionedPerson: Sendable {
    /// What the person would like to be called.
    package var username: String?
    package var email: String?
    /// The full name.
    package var name: String?

    package init(username: String? = nil, email: String? = nil, name: String? = nil) {
        self.username = username
        self.email = email
        self.name = name
    }
}

/// Draws up accounts for people who come by the word of somebody else. What does not fit is left out or made to fit, and
/// what another account has is left to it: nobody is refused for their name, and nobody loses theirs.
package struct AccountProvisioning: Sendable {
    /// Characters of a user name that is made to fit, so that there is room for what makes it unlike others.
    private static let longestStem = 56
    private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".unicodeScalars)

    private let users: any UserStore
    private let entropy: Entropy

    package init(users: any UserStore, entropy: Entropy) {
        self.users = users
        self.entropy = entropy
    }

    /// An enabled account without a password: under the user name that the person would like, with something added if
    /// another account has it; with the address, unverified, if no other account has that.
    package func account(for person: ProvisionedPerson, at now: Timestamp) async throws(StorageError) -> UserRecord {
        var email = person.email.flatMap { try? AccountRules.email($0) }
        if let address = email, try await isTaken(address) { email = nil }
        return UserRecord(
            id: UserID(from: entropy), username: try await freeUsername(for: person), email: email,
            emailVerified: false, name: (try? AccountRules.name(person.name)).flatMap(\.self), createdAt: now)
    }

    private func freeUsername(for person: ProvisionedPerson) async throws(StorageError) -> String {
        let stem = [person.username, person.email].compactMap { $0.flatMap(Self.stem) }.first ?? "user"
        var username = stem
        while try await isTaken(username) {
            username = "\(stem)-\(String(String.UnicodeScalarView(entropy.octets(5).map(Self.digit))))"
        }
        return username
    }

    private func isTaken(_ login: String) async throws(StorageError) -> Bool {
        try await users.findUser(login: login) != nil
    }

    /// A user name as near to `text` as the rules allow; `nil` if nothing is left of it. What follows an `@` goes: a name
    /// that is an address would pass for the address, and nobody has shown it to be theirs.
    private static func stem(_ text: String) -> String? {
        let visible = text.unicodeScalars.prefix { $0 != "@" }.filter(\.isVisible).prefix(longestStem)
        return try? AccountRules.username(String(String.UnicodeScalarView(visible)))
    }

    private static func digit(_ octet: UInt8) -> Unicode.Scalar {
        digits[Int(octet) % digits.count]
    }
}
