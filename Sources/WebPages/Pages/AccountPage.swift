/// Who the signed-in person is, and the way to the other account pages.
package struct AccountPage: PageContent {
    /// `nil` for an account without a full name.
    package var name: String?
    /// The user name.
    package var username: String
    /// `nil` for an account without one.
    package var email: String?
    /// Whether the address was confirmed; means nothing without one.
    package var emailVerified: Bool

    package init(name: String?, username: String, email: String?, emailVerified: Bool) {
        self.name = name
        self.username = username
        self.email = email
        self.emailVerified = emailVerified
    }

    package var template: String { "account" }
    package func title(in words: Words) -> String { words.text(.accountTitle) }

    package func values(in words: Words, base: String) -> [String: Any] {
        var values: [String: Any] = [
            "isOverview": true,
            "username": DisplayText.line(username),
            "emailVerified": emailVerified,
        ]
        let fullName = name.map { DisplayText.line($0) }.flatMap { $0.isEmpty ? nil : $0 }
        values["fullName"] = fullName
        values["greetingName"] = fullName ?? DisplayText.line(username)
        values["email"] = email.map { DisplayText.line($0, limit: 254) }.flatMap { $0.isEmpty ? nil : $0 }
        return values
    }
}
