/// The sign-in form. It posts `username`, `password`, `csrf` and, within an authorization request, `request` to `/login`.
package struct LoginPage: PageContent {
    /// Why an attempt did not succeed. None says which part was wrong or whether the account exists.
    package enum Problem: Hashable, Sendable {
        /// The user name, the password, or both are wrong.
        case mismatch
        /// Too many wrong attempts; the next is judged after this many seconds.
        case throttled(retryAfter: Int)
        /// The server has too many sign-ins to check; try again after this many seconds.
        case busy(retryAfter: Int)
        /// The form was open too long, or did not come from this browser.
        case stale

        fileprivate func text(in words: Words) -> String {
            switch self {
            case .mismatch: words.text(.loginMismatch)
            case .throttled(let seconds): words.text(.throttled, ["wait": words.wait(seconds)])
            case .busy(let seconds): words.text(.busy, ["wait": words.wait(seconds)])
            case .stale: words.text(.loginStale)
            }
        }
    }

    /// The application that the person is on the way to; `nil` when signing in to the account pages.
    package var clientName: String?
    /// Whether the person is on the way to let a device in.
    package var isForDevice: Bool
    /// What the user name field starts with: what was typed before, or the request's `login_hint`; empty for neither.
    package var username: String
    /// `nil` on a first visit.
    package var problem: Problem?
    /// The handle of the authorization request that waits; `nil` when there is none.
    package var request: String?
    /// Where somebody without an account can make one: a path of this server. `nil` where accounts are made by others.
    package var createAccountLink: String?
    /// The form's token against cross-site posts.
    package var csrf: String

    package init(
        clientName: String? = nil, isForDevice: Bool = false, username: String = "", problem: Problem? = nil,
        request: String? = nil,
        createAccountLink: String? = nil, csrf: String
    ) {
        self.clientName = clientName
        self.isForDevice = isForDevice
        self.username = username
        self.problem = problem
        self.request = request
        self.createAccountLink = createAccountLink
        self.csrf = csrf
    }

    package var template: String { "login" }
    package var forms: FormPolicy { .onward }
    package func title(in words: Words) -> String {
        words.text(problem == nil ? .loginTitle : .loginTitleAgain)
    }

    package func values(in words: Words, base: String) -> [String: Any] {
        // A name that had to be cut would be somebody else's, so it is not offered at all.
        let shownUsername = DisplayText.line(username, limit: 257)
        let knowsUsername = !shownUsername.isEmpty && shownUsername.count < 257
        var values: [String: Any] = ["csrf": csrf, "focusesUsername": !knowsUsername, "isForDevice": isForDevice]
        values["clientName"] = clientName.map(words.clientName)
        values["username"] = knowsUsername ? shownUsername : ""
        values["problem"] = problem?.text(in: words)
        values["request"] = request
        values["createAccountLink"] = createAccountLink.flatMap(SafeLink.checked)
        return values
    }
}
