import OAuthProtocol

/// The forms by which people come in.
extension PageContent {
    /// The sign-in form. It posts `username`, `password`, `csrf` and, within an authorization request, `request` to `/login`.
    ///
    /// - `clientName`: the application that the person is on the way to; `nil` when signing in to the account pages.
    /// - `isForDevice`: whether the person is on the way to let a device in.
    /// - `username`: what was typed before, or the request's `login_hint`; empty for neither.
    /// - `request`: the handle of the authorization request that waits; `nil` when there is none.
    /// - `createAccountLink`: where somebody without an account can make one: a path of this server. `nil` where accounts
    ///   are made by others.
    /// - `forgottenLink`: where somebody goes who has forgotten a password: a path of this server. `nil` where no mail is sent.
    /// - `offersPasskeys`: whether people may sign in with passkeys.
    package static func login(
        clientName: String? = nil, isForDevice: Bool = false, username: String = "", problem: FormProblem? = nil,
        request: String? = nil, createAccountLink: String? = nil, forgottenLink: String? = nil,
        offersPasskeys: Bool = false, csrf: String
    ) -> PageContent {
        let username = offered(username, limit: 256)
        let scripts = offersPasskeys ? ScriptPolicy.passkeys : .none
        return PageContent("login", forms: .onward, scripts: scripts, problems: problem.map { [$0] } ?? []) { words in
            [
                "script": EmbeddedFiles.passkeys.text,
                "offersPasskeys": offersPasskeys,
                "pageTitle": words.text(problem == nil ? .loginTitle : .loginTitleAgain),
                "clientName": clientName.map(words.clientName),
                "isForDevice": isForDevice,
                "username": username,
                "focusesUsername": username.isEmpty,
                "problem": problem == .stale ? words.text(.loginStale) : problem?.text(in: words),
                "request": request,
                "createAccountLink": createAccountLink.flatMap(SafeLink.checked),
                "forgottenLink": forgottenLink.flatMap(SafeLink.checked),
                "csrf": csrf,
            ]
        }
    }

    /// The form with which people make an account for themselves. It posts `username`, `email`, `name`, `password`, `csrf`
    /// and, within an authorization request, `request` to `/create-account`.
    ///
    /// - `clientName`: the application that the person is on the way to; `nil` when there is none.
    /// - `username`, `name`: what was typed before; empty on a first visit.
    /// - `email`: what was typed before, or the request's `login_hint` if it is an address; empty for neither.
    /// - `problems`: everything that is wrong, in the order of the fields.
    /// - `passwordLeast`: characters that a password has at least, said beside the field.
    /// - `request`: the handle of the authorization request that waits; `nil` when there is none.
    /// - `invitation`: what the link holds that the person came by. The form then posts it as `token` and the password as `new_password` to
    ///   `/invitation`, and no `email`, which is where the link was sent. `nil` for nobody who was invited.
    package static func createAccount(
        clientName: String? = nil, username: String = "", email: String = "", name: String = "",
        problems: [FormProblem] = [], passwordLeast: Int, request: String? = nil, invitation: Secret? = nil,
        csrf: String
    ) -> PageContent {
        PageContent("create-account", forms: invitation == nil ? .onward : .here, problems: problems) { words in
            var values: [String: Any?] = [
                "pageTitle": words.text(problems.isEmpty ? .createTitle : .createTitleAgain),
                "heading": words.text(invitation == nil ? .createTitle : .invitationTitle),
                "path": invitation == nil ? "/create-account" : "/invitation",
                "token": invitation?.exposed,
                "invitedAs": invitation == nil
                    ? nil : words.text(.invitationLead, ["email": DisplayText.line(email, limit: 254)]),
                "clientName": clientName.map(words.clientName),
                "username": offered(username, limit: 256),
                "email": offered(email, limit: 254),
                "name": offered(name, limit: 256),
                "passwordHint": words.text(.passwordHint, count: passwordLeast),
                "problem": problems.first { $0.field == nil }?.text(in: words),
                "request": request,
                "signInLink": "\(words.base)/login" + (request.map { "?request=\(PercentEncoding.encode($0))" } ?? ""),
                "csrf": csrf,
            ]
            for (field, faults) in Dictionary(grouping: problems, by: \.field) {
                guard let field else { continue }
                values["\(field)Problem"] = faults.map { $0.text(in: words) }.joined(separator: " ")
            }
            // Whoever cannot see the page is put where the first thing is to mend.
            values["\(problems.lazy.compactMap(\.field).first ?? "username")Focus"] = true
            return values
        }
    }

    /// What was typed. A name that had to be cut would be somebody else's, so it is not offered at all.
    static func offered(_ text: String, limit: Int) -> String {
        let shown = DisplayText.line(text, limit: limit + 1)
        return shown.count > limit ? "" : shown
    }
}
