/// What a scope value lets an application do, in words for the person who is asked.
struct ScopeWords: Sendable {
    /// The value as the application asked for it.
    let scope: String
    /// A short phrase; `nil` for a scope that this server has no words for, which is shown by its name.
    let phrase: String?
    /// One more sentence; `nil` where the phrase says it all.
    let detail: String?

    init(_ scope: String) {
        self.scope = DisplayText.line(scope, limit: 100)
        (phrase, detail) = Self.words(scope)
    }

    /// For a template: `phrase` or `unknownScope`, and `detail`.
    var values: [String: Any] {
        var values: [String: Any] = [:]
        values["phrase"] = phrase
        values["detail"] = detail
        values["unknownScope"] = phrase == nil ? scope : nil
        return values
    }

    // OpenID Connect Core §5.4 and §11 for the standard scopes.
    private static func words(_ scope: String) -> (phrase: String?, detail: String?) {
        switch scope {
        case "openid": ("Know that it is you", "A number that stands for your account, and when you signed in.")
        case "profile": ("See your name", "Your user name and your full name.")
        case "email": ("See your email address", "And whether it has been confirmed.")
        case "offline_access":
            ("Keep this access while you are away", "Until you end it on your account page.")
        case "phone": ("See your phone number", "And whether it has been confirmed.")
        case "address": ("See your postal address", nil)
        default: (nil, nil)
        }
    }
}
