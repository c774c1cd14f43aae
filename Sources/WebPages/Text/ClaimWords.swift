/// What a claim asked for by name (OpenID Connect Core §5.1) tells an application, in words for the person who is asked.
struct ClaimWords: Sendable {
    /// The name as the application asked for it.
    let claim: String
    /// A short phrase; `nil` for a claim that this server has no words for, which is shown by its name.
    let phrase: String?

    init(_ claim: String) {
        self.claim = DisplayText.line(claim, limit: 100)
        phrase = Self.words[claim]
    }

    /// For a template: `phrase` or `unknownClaim`.
    var values: [String: Any] {
        var values: [String: Any] = [:]
        values["phrase"] = phrase
        values["unknownClaim"] = phrase == nil ? claim : nil
        return values
    }

    private static let words = [
        "sub": "A number that stands for your account",
        "name": "Your full name",
        "given_name": "Your given name",
        "family_name": "Your family name",
        "middle_name": "Your middle name",
        "nickname": "Your nickname",
        "preferred_username": "Your user name",
        "profile": "The address of your profile page",
        "picture": "Your picture",
        "website": "Your website",
        "email": "Your email address",
        "email_verified": "Whether your email address has been confirmed",
        "gender": "Your gender",
        "birthdate": "Your date of birth",
        "zoneinfo": "Your time zone",
        "locale": "Your language and region",
        "phone_number": "Your phone number",
        "phone_number_verified": "Whether your phone number has been confirmed",
        "address": "Your postal address",
        "updated_at": "When your details last changed",
        "auth_time": "When you signed in",
        "acr": "How you signed in",
        "amr": "By what means you signed in",
    ]
}
