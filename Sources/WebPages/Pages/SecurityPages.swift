import OAuthProtocol

/// One passkey of a person.
package struct PasskeyRow: Sendable {
    let id: String
    let name: String
    let createdAt: CivilTime
    let lastUsedAt: CivilTime?

    /// - `id`: what the forms post.
    /// - `lastUsedAt`: `nil` if nobody has signed in with it yet.
    package init(id: String, name: String, createdAt: CivilTime, lastUsedAt: CivilTime?) {
        self.id = id
        self.name = name
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
    }
}

/// What waits while a person sets something up.
package struct WaitingRequestNote: Sendable {
    let clientName: String?
    let handle: String

    /// - `clientName`: the application that asks for it; `nil` for a device or one that has no name.
    /// - `handle`: of what waits.
    package init(clientName: String?, handle: String) {
        self.clientName = clientName
        self.handle = handle
    }
}

/// What stands on the page on which a person changes how they sign in.
package struct SecuritySettings: Sendable {
    package var passkeys: [PasskeyRow]
    /// When codes were set up; `nil` if they are not.
    package var codesSince: CivilTime?
    /// Whether codes can be set up here.
    package var offersCodes: Bool
    /// Whether passkeys can be added here.
    package var offersPasskeys: Bool
    /// The browser that looks, in a few words.
    package var browser: String
    package var recoveryCodes: Int
    package var passwordLeast: Int

    /// - `passwordLeast`: characters that a password has at least.
    package init(
        passkeys: [PasskeyRow], codesSince: CivilTime?, offersCodes: Bool, offersPasskeys: Bool, browser: String,
        recoveryCodes: Int, passwordLeast: Int
    ) {
        self.passkeys = passkeys
        self.codesSince = codesSince
        self.offersCodes = offersCodes
        self.offersPasskeys = offersPasskeys
        self.browser = browser
        self.recoveryCodes = recoveryCodes
        self.passwordLeast = passwordLeast
    }
}

/// The second step of signing in, and the pages on which people set up what they sign in with.
extension PageContent {
    /// The form for a second factor. It posts `code` or `recovery_code`, `remember`, `csrf` and `request` to `/login/code`.
    ///
    /// - `username`: who has shown a password.
    /// - `days`: for how many a browser is remembered.
    /// - `offersPasskeys`: whether a passkey may be shown instead.
    package static func secondFactor(
        username: String, problem: FormProblem? = nil, days: Int64, offersPasskeys: Bool, request: String? = nil,
        csrf: String
    ) -> PageContent {
        let scripts = offersPasskeys ? ScriptPolicy.passkeys : .none
        return PageContent(
            "second-factor", forms: .onward, scripts: scripts, problems: problem.map { [$0] } ?? []
        ) { words in
            [
                "script": EmbeddedFiles.passkeys.text,
                "offersPasskeys": offersPasskeys,
                "pageTitle": words.text(problem == nil ? .codeTitle : .codeTitleAgain),
                "username": DisplayText.line(username),
                "problem": problem == .stale ? words.text(.loginStale) : problem?.text(in: words),
                "isRecovery": problem == .wrongRecoveryCode,
                "days": String(days),
                "request": request,
                "csrf": csrf,
            ]
        }
    }

    /// How the person signs in, and the forms that change it. They post `action` and `csrf` to `/account/security`.
    ///
    /// - `waiting`: what asks for something that the person does not have yet.
    /// - `isPasswordChanged`: whether that is to be said.
    package static func security(
        _ settings: SecuritySettings, problem: FormProblem? = nil, isPasswordChanged: Bool = false,
        waiting: WaitingRequestNote? = nil, csrf: String
    ) -> PageContent {
        let isPassword = problem?.field == "password"
        let scripts = settings.offersPasskeys ? ScriptPolicy.passkeys : .none
        return PageContent("security", forms: .onward, scripts: scripts, problems: problem.map { [$0] } ?? []) {
            words in
            [
                "script": EmbeddedFiles.passkeys.text,
                "offersPasskeys": settings.offersPasskeys,
                "browser": DisplayText.line(settings.browser),
                "pageTitle": words.text(.securityTitle),
                "isSecurity": true,
                "problem": isPassword ? nil : problem?.text(in: words),
                "passwordProblem": isPassword ? problem?.text(in: words) : nil,
                "isPasswordChanged": isPasswordChanged,
                "waits": waiting != nil,
                "clientName": waiting?.clientName.map(words.clientName),
                "request": waiting?.handle,
                "passkeys": settings.passkeys.enumerated().map { index, row in
                    let name = DisplayText.line(row.name, limit: 64)
                    return shown([
                        "number": String(index + 1),
                        "id": row.id,
                        "name": name.isEmpty ? words.text(.unnamedPasskey) : name,
                        "createdAt": words.date(row.createdAt),
                        "lastUsedAt": row.lastUsedAt.map(words.date),
                    ])
                },
                "offersCodes": settings.offersCodes,
                "since": settings.codesSince.map(words.date),
                "hasRecovery": settings.offersCodes && (settings.codesSince != nil || !settings.passkeys.isEmpty),
                "recoveryLeft": words.text(.recoveryLeft, count: settings.recoveryCodes),
                "passwordHint": words.text(.passwordHint, count: settings.passwordLeast),
                "csrf": csrf,
            ]
        }
    }

    /// The secret of one-time codes, as a picture and as text. The form posts `code`, `setup` and `csrf` to `/account/security`.
    ///
    /// - `secret`: in base 32.
    /// - `setup`: what the form carries.
    package static func oneTimeCodeSetup(
        secret: Secret, picture: QRCode?, setup: Secret, problem: FormProblem? = nil, request: String? = nil,
        csrf: String
    ) -> PageContent {
        PageContent("one-time-codes", problems: problem.map { [$0] } ?? []) { words in
            [
                "pageTitle": words.text(problem == nil ? .setupTitle : .setupTitleAgain),
                "isSecurity": true,
                "problem": problem?.text(in: words),
                "groups": groups(of: secret.exposed),
                "picture": picture?.values,
                "setup": setup.exposed,
                "request": request,
                "csrf": csrf,
            ]
        }
    }

    /// Recovery codes, which are shown this once.
    package static func recoveryCodes(_ codes: [String], request: String? = nil) -> PageContent {
        PageContent("recovery-codes", forms: .onward) { words in
            [
                "pageTitle": words.text(.recoveryTitle),
                "isSecurity": true,
                "codes": codes,
                "request": request,
            ]
        }
    }

    /// Four characters each, so that people can copy them.
    private static func groups(of text: String) -> [String] {
        let octets = Array(text.utf8)
        return stride(from: 0, to: octets.count, by: 4).map {
            String(decoding: octets[$0..<min($0 + 4, octets.count)], as: UTF8.self)
        }
    }
}
