import OAuthProtocol

/// What stands on the page on which a person changes what is known of them.
package struct ProfileSettings: Sendable {
    /// One claim that the person may change.
    package struct Field: Sendable {
        let claim: String
        let value: String
        let isWrong: Bool

        /// - `claim`: its name; `name` is the full name.
        /// - `value`: as it is, or was typed; empty for none.
        /// - `isWrong`: whether what was typed cannot be kept.
        package init(claim: String, value: String, isWrong: Bool = false) {
            self.claim = claim
            self.value = value
            self.isWrong = isWrong
        }
    }

    package var fields: [Field]
    package var email: String?
    package var emailVerified: Bool
    /// The address that was typed; empty on a first visit.
    package var newEmail = ""
    /// Whether messages can be sent, so that another address can be proved.
    package var sendsMail: Bool
    /// Whether people may remove their accounts.
    package var offersRemoval: Bool

    package init(
        fields: [Field], email: String?, emailVerified: Bool, newEmail: String = "", sendsMail: Bool,
        offersRemoval: Bool
    ) {
        self.fields = fields
        self.email = email
        self.emailVerified = emailVerified
        self.newEmail = newEmail
        self.sendsMail = sendsMail
        self.offersRemoval = offersRemoval
    }
}

/// What was done on the page of a person's profile.
package enum ProfileNews: Sendable {
    case saved
    /// A link is on its way to an address.
    case sent(to: String)
}

extension PageContent {
    /// What is known of a person. Its forms post `csrf`, `action` and the claims by their names, `email` or `username` to
    /// `/account/profile`.
    ///
    /// - `news`: what was done just now; `nil` for nothing.
    package static func profile(
        _ settings: ProfileSettings, problem: FormProblem? = nil, news: ProfileNews? = nil, csrf: String
    ) -> PageContent {
        PageContent("profile", problems: problem.map { [$0] } ?? []) { words in
            let status: String? =
                switch news {
                case nil: nil
                case .saved: words.text(.profileSaved)
                case .sent(let address): words.text(.emailSent, ["email": DisplayText.line(address, limit: 254)])
                }
            let text = problem?.text(in: words)
            return [
                "pageTitle": words.text(.profileTitle),
                "isProfile": true,
                "problem": problem?.field == nil ? text : nil,
                "emailProblem": problem?.field == "email" ? text : nil,
                "removalProblem": problem?.field == "removal" ? text : nil,
                "status": status,
                "hasClaims": !settings.fields.isEmpty,
                "claims": settings.fields.map { field -> [String: Any] in
                    let example = examples[field.claim].map { words.text(.claimHint, ["example": $0]) }
                    return shown([
                        "claim": field.claim,
                        "label": words.claim(field.claim)["phrase"] ?? words.claim(field.claim)["unknownClaim"],
                        "value": DisplayText.line(field.value, limit: 256),
                        "hint": example,
                        "autocomplete": autocompletion[field.claim] ?? "off",
                        "isWrong": field.isWrong,
                    ])
                },
                "email": settings.email.map { DisplayText.line($0, limit: 254) }.flatMap { $0.isEmpty ? nil : $0 },
                "emailVerified": settings.emailVerified,
                "newEmail": DisplayText.line(settings.newEmail, limit: 254),
                "sendsMail": settings.sendsMail,
                "offersRemoval": settings.offersRemoval,
                "csrf": csrf,
            ]
        }
    }

    /// What claims look like that have a form of their own.
    private static let examples = [
        "birthdate": "1990-04-30", "zoneinfo": "Europe/Berlin", "locale": "en-US", "phone_number": "+49 30 123456",
        "profile": "https://example.com/me", "website": "https://example.com", "picture": "https://example.com/me.png",
    ]

    /// How browsers fill claims in (HTML, autofill).
    private static let autocompletion = [
        "name": "name", "given_name": "given-name", "family_name": "family-name", "middle_name": "additional-name",
        "nickname": "nickname", "birthdate": "bday", "phone_number": "tel", "website": "url", "locale": "language",
        "gender": "sex",
    ]
}
