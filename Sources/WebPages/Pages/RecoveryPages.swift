import OAuthProtocol

/// The pages for whoever cannot sign in, and those that links in messages lead to.
extension PageContent {
    /// The form for a forgotten password. It posts `username` and `csrf` to `/forgot-password`.
    ///
    /// - `username`: what was typed before; empty on a first visit.
    /// - `request`: the handle of what waits; `nil` when nothing does.
    package static func forgotPassword(
        username: String = "", problem: FormProblem? = nil, request: String? = nil, csrf: String
    ) -> PageContent {
        PageContent("forgot-password", problems: problem.map { [$0] } ?? []) { words in
            [
                "pageTitle": words.text(problem == nil ? .forgotTitle : .forgotTitleAgain),
                "username": offered(username, limit: 256),
                "problem": problem?.text(in: words),
                "request": request,
                "csrf": csrf,
            ]
        }
    }

    /// Says that a message is on its way, if there is somebody to get it.
    ///
    /// - `request`: the handle of what waits; `nil` when nothing does.
    package static func mailSent(request: String? = nil) -> PageContent {
        PageContent("mail-sent") { words in ["pageTitle": words.text(.mailSentTitle), "request": request] }
    }

    /// The form with which a person sets a password who came by a link. It posts `token`, `new_password`, `csrf` and, where it is asked
    /// for, `code` or `recovery_code` to `/reset-password`.
    ///
    /// - `endsAll`: whether everything else ends by which anybody could be this person.
    /// - `asksForFactor`: whether the account has a second factor, which is asked for.
    /// - `passwordLeast`: characters that a password has at least.
    package static func resetPassword(
        username: String, token: Secret, endsAll: Bool, asksForFactor: Bool, problem: FormProblem? = nil,
        passwordLeast: Int, csrf: String
    ) -> PageContent {
        let isPassword = problem?.field == "password"
        let title = endsAll ? TextKey.resetTitle : .newPasswordTitle
        let again = endsAll ? TextKey.resetTitleAgain : .newPasswordTitleAgain
        return PageContent("reset-password", problems: problem.map { [$0] } ?? []) { words in
            [
                "pageTitle": words.text(problem == nil ? title : again),
                "heading": words.text(title),
                "username": DisplayText.line(username),
                "problem": isPassword ? nil : problem?.text(in: words),
                "passwordProblem": isPassword ? problem?.text(in: words) : nil,
                "passwordHint": words.text(.passwordHint, count: passwordLeast),
                "asksForFactor": asksForFactor,
                "ends": words.text(endsAll ? .resetEnds : .resetSignsOut),
                "token": token.exposed,
                "csrf": csrf,
            ]
        }
    }

    /// The form with which a person proves an address. It posts `token` and `csrf` to `/verify-email`.
    package static func verifyEmail(_ email: String, username: String, token: Secret, csrf: String) -> PageContent {
        PageContent("verify-email") { words in
            [
                "pageTitle": words.text(.verifyTitle),
                "email": DisplayText.line(email, limit: 254),
                "username": DisplayText.line(username),
                "token": token.exposed,
                "csrf": csrf,
            ]
        }
    }

    /// Says that somebody else has to be signed in here.
    ///
    /// - `username`: who is.
    package static func otherAccount(_ username: String) -> PageContent {
        PageContent("other-account", status: 403) { words in
            ["pageTitle": words.text(.otherAccountTitle), "username": DisplayText.line(username)]
        }
    }

    /// Says that a link was used, or is too old.
    package static func linkGone() -> PageContent {
        PageContent("link-gone", status: 403) { words in ["pageTitle": words.text(.linkGoneTitle)] }
    }
}
