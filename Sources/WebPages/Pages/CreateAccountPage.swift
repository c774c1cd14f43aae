import OAuthProtocol

/// The form with which people make an account for themselves. It posts `username`, `email`, `name`, `password`, `csrf`
/// and, within an authorization request, `request` to `/create-account`.
package struct CreateAccountPage: PageContent {
    /// Why an attempt did not succeed.
    package enum Problem: Hashable, Sendable {
        /// The user name is empty, too long, or has a sign that none may have.
        case usernameInvalid
        /// Another account has this user name.
        case usernameTaken
        /// Not an e-mail address, or none where one is needed.
        case emailInvalid
        /// Another account has this e-mail address.
        case emailTaken
        /// The full name is too long or has a sign that none may have.
        case nameInvalid
        /// Characters that a password has at least.
        case passwordTooShort(least: Int)
        /// Characters that a password has at most.
        case passwordTooLong(most: Int)
        /// Too many attempts; the next is judged after this many seconds.
        case throttled(retryAfter: Int)
        /// The server has too many passwords to hash; try again after this many seconds.
        case busy(retryAfter: Int)
        /// The form was open too long, or did not come from this browser.
        case stale

        /// The name of the field at fault; `nil` if it is none of them.
        var field: String? {
            switch self {
            case .usernameInvalid, .usernameTaken: "username"
            case .emailInvalid, .emailTaken: "email"
            case .nameInvalid: "name"
            case .passwordTooShort, .passwordTooLong: "password"
            case .throttled, .busy, .stale: nil
            }
        }

        fileprivate func text(in words: Words) -> String {
            switch self {
            case .usernameInvalid: words.text(.usernameInvalid)
            case .usernameTaken: words.text(.usernameTaken)
            case .emailInvalid: words.text(.emailInvalid)
            case .emailTaken: words.text(.emailTaken)
            case .nameInvalid: words.text(.nameInvalid)
            case .passwordTooShort(let least): words.text(.passwordTooShort, count: least)
            case .passwordTooLong(let most): words.text(.passwordTooLong, count: most)
            case .throttled(let seconds): words.text(.throttled, ["wait": words.wait(seconds)])
            case .busy(let seconds): words.text(.busy, ["wait": words.wait(seconds)])
            case .stale: words.text(.createStale)
            }
        }
    }

    /// The application that the person is on the way to; `nil` when there is none.
    package var clientName: String?
    /// What was typed before; empty on a first visit.
    package var username: String
    /// What was typed before, or the request's `login_hint` if it is an address; empty for neither.
    package var email: String
    /// The full name as typed before; empty on a first visit.
    package var name: String
    /// Everything that is wrong, in the order of the fields; empty on a first visit.
    package var problems: [Problem]
    /// Characters that a password has at least, said beside the field.
    package var passwordLeast: Int
    /// The handle of the authorization request that waits; `nil` when there is none.
    package var request: String?
    /// The form's token against cross-site posts.
    package var csrf: String

    package init(
        clientName: String? = nil, username: String = "", email: String = "", name: String = "",
        problems: [Problem] = [], passwordLeast: Int, request: String? = nil, csrf: String
    ) {
        self.clientName = clientName
        self.username = username
        self.email = email
        self.name = name
        self.problems = problems
        self.passwordLeast = passwordLeast
        self.request = request
        self.csrf = csrf
    }

    package var template: String { "create-account" }
    package var forms: FormPolicy { .onward }
    package func title(in words: Words) -> String {
        words.text(problems.isEmpty ? .createTitle : .createTitleAgain)
    }

    package func values(in words: Words, base: String) -> [String: Any] {
        var values: [String: Any] = [
            "csrf": csrf,
            "username": Self.offered(username, limit: 256),
            "email": Self.offered(email, limit: 254),
            "name": Self.offered(name, limit: 256),
            "passwordHint": words.text(.passwordHint, count: passwordLeast),
        ]
        for field in ["username", "email", "name", "password"] {
            let texts = problems.filter { $0.field == field }.map { $0.text(in: words) }
            if !texts.isEmpty { values["\(field)Problem"] = texts.joined(separator: " ") }
        }
        values["problem"] = problems.first { $0.field == nil }?.text(in: words)
        // Whoever cannot see the page is put where the first thing is to mend.
        values["\(problems.lazy.compactMap(\.field).first ?? "username")Focus"] = true
        values["clientName"] = clientName.map(words.clientName)
        values["request"] = request
        values["signInLink"] = "\(base)/login" + (request.map { "?request=\(PercentEncoding.encode($0))" } ?? "")
        return values
    }

    /// What was typed, if it is short enough to be what the person wants.
    private static func offered(_ text: String, limit: Int) -> String {
        let shown = DisplayText.line(text, limit: limit + 1)
        return shown.count > limit ? "" : shown
    }
}
