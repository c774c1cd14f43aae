/// The pages on which a browser leaves: the person's session, or our site.
extension PageContent {
    /// Asks whether to sign out (OpenID Connect RP-Initiated Logout §2). It posts `decision` (`logout` or `stay`), `csrf`
    /// and the hidden fields to `action`.
    ///
    /// - `action`: a path; the renderer's base path is not put in front of it.
    /// - `clientName`: the application that asks for it; `nil` when the person does.
    /// - `username`: whoever is signed in; `nil` if unknown.
    /// - `hiddenFields`: what the endpoint needs again, such as `state`; often none.
    package static func logout(
        action: String, clientName: String? = nil, username: String? = nil, hiddenFields: [HiddenField] = [],
        csrf: String
    ) -> PageContent {
        PageContent("logout", forms: .onward) { words in
            [
                "pageTitle": words.text(.logoutTitle),
                "action": SafeLink.checked(action) ?? "",
                "clientName": clientName.map(words.clientName),
                "username": username.map { DisplayText.line($0) },
                "hiddenFields": hiddenFields.map(values(of:)),
                "csrf": csrf,
            ]
        }
    }

    /// Says that the person is signed out, and offers a way on.
    ///
    /// - `clientName`: the application that asked for it; `nil` when the person did.
    /// - `continueLink`: where the person may go on to: a path of this server or a proved web address of the client. `nil`
    ///   offers to sign in again.
    package static func signedOut(clientName: String? = nil, continueLink: String? = nil) -> PageContent {
        PageContent("signed-out") { words in
            [
                "pageTitle": words.text(.signedOutTitle),
                "clientName": clientName.map(words.clientName),
                "continueLink": continueLink.flatMap(SafeLink.checked),
            ]
        }
    }

    /// Sends the browser on to the application with the answer as a form post (OAuth 2.0 Form Post Response Mode §2). A
    /// script sends it at once; a browser without scripts shows a button.
    ///
    /// - `action`: the proved redirect URI, absolute.
    /// - `fields`: the parameters of the answer, in order.
    /// - `clientName`: `nil` if unknown.
    package static func formPost(action: String, fields: [HiddenField], clientName: String? = nil) -> PageContent {
        PageContent("form-post", forms: .sentByScript) { words in
            [
                "pageTitle": words.text(.formPostTitle),
                "action": action,
                "script": formPostScript.text,
                "fields": fields.map(values(of:)),
                "clientName": clientName.map(words.clientName),
            ]
        }
    }

    /// By way of the prototype, since a field may be called `submit`.
    static let formPostScript = InlineText("HTMLFormElement.prototype.submit.call(document.forms[0])")

    private static func values(of field: HiddenField) -> [String: Any] {
        ["fieldName": field.name, "fieldValue": field.value]
    }
}
