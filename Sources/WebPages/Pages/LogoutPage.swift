/// Asks whether to sign out (OpenID Connect RP-Initiated Logout §2). It posts `decision` (`logout` or `stay`), `csrf`
/// and the hidden fields to `action`.
package struct LogoutPage: PageContent {
    /// The path that the form posts to; the renderer's base path is not put in front of it.
    package var action: String
    /// The application that asks for it; `nil` when the person does.
    package var clientName: String?
    /// Whoever is signed in; `nil` if unknown.
    package var username: String?
    /// What the endpoint needs again, such as `state`; often none.
    package var hiddenFields: [HiddenField]
    /// The form's token against cross-site posts.
    package var csrf: String

    package init(
        action: String, clientName: String? = nil, username: String? = nil, hiddenFields: [HiddenField] = [],
        csrf: String
    ) {
        self.action = action
        self.clientName = clientName
        self.username = username
        self.hiddenFields = hiddenFields
        self.csrf = csrf
    }

    package var template: String { "logout" }
    package var forms: FormPolicy { .onward }
    package func title(in words: Words) -> String { words.text(.logoutTitle) }

    package func values(in words: Words, base: String) -> [String: Any] {
        var values: [String: Any] = [
            "action": SafeLink.checked(action) ?? "",
            "csrf": csrf,
            "hiddenFields": hiddenFields.map(\.values),
        ]
        values["clientName"] = clientName.map(words.clientName)
        values["username"] = username.map { DisplayText.line($0) }
        return values
    }
}
