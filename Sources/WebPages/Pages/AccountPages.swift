import OAuthProtocol

/// One signed-in browser.
package struct SessionRow: Sendable {
    let id: String
    let description: String
    let address: String?
    let signedInAt: CivilTime
    let isThisBrowser: Bool

    /// - `id`: what the form posts to end it.
    /// - `description`: as the session keeps it, such as "Chrome on Linux".
    /// - `address`: the network address it signed in from; `nil` if unknown.
    /// - `isThisBrowser`: whether it is the one that is looking.
    package init(id: String, description: String, address: String?, signedInAt: CivilTime, isThisBrowser: Bool) {
        self.id = id
        self.description = description
        self.address = address
        self.signedInAt = signedInAt
        self.isThisBrowser = isThisBrowser
    }
}

/// One browser that asks for no second factor.
package struct RememberedRow: Sendable {
    let id: String
    let description: String
    let createdAt: CivilTime
    let expiresAt: CivilTime

    /// - `id`: what the form posts to end it.
    package init(id: String, description: String, createdAt: CivilTime, expiresAt: CivilTime) {
        self.id = id
        self.description = description
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}

/// One application and what it may do.
package struct ApplicationRow: Sendable {
    let clientID: String
    let clientName: String
    let scopes: [String]
    let claims: [String]
    let grantedAt: CivilTime

    /// - `clientID`: what the form posts to remove its access.
    /// - `scopes`: the scope values granted, in order.
    /// - `claims`: the claims that were allowed one by one, by name; often none.
    package init(
        clientID: String, clientName: String, scopes: [String], claims: [String] = [], grantedAt: CivilTime
    ) {
        self.clientID = clientID
        self.clientName = clientName
        self.scopes = scopes
        self.claims = claims
        self.grantedAt = grantedAt
    }
}

/// The pages of a person's own account.
extension PageContent {
    /// Sessions that are shown on the page; where there are more, the ones that were used last.
    package static let mostSessions = 100

    /// Who the signed-in person is, and the way to the other account pages.
    ///
    /// - `name`: the full name; `nil` for none.
    /// - `emailVerified`: whether the address was confirmed; means nothing without one.
    package static func account(name: String?, username: String, email: String?, emailVerified: Bool) -> PageContent {
        PageContent("account") { words in
            let fullName = name.map { DisplayText.line($0) }.flatMap { $0.isEmpty ? nil : $0 }
            return [
                "pageTitle": words.text(.accountTitle),
                "isOverview": true,
                "greetingName": fullName ?? DisplayText.line(username),
                "fullName": fullName,
                "username": DisplayText.line(username),
                "email": email.map { DisplayText.line($0, limit: 254) }.flatMap { $0.isEmpty ? nil : $0 },
                "emailVerified": emailVerified,
            ]
        }
    }

    /// The browsers in which the person is signed in. Each row's form posts `id` and `csrf` to `/account/sessions`.
    ///
    /// - `rows`: in the order to show; usually the newest first.
    /// - `hasMore`: whether there are others that are not shown.
    /// - `remembered`: those that ask for no second factor; their forms post `remembered` and `csrf`.
    package static func sessions(
        _ rows: [SessionRow], hasMore: Bool = false, remembered: [RememberedRow] = [], csrf: String
    ) -> PageContent {
        PageContent("sessions") { words in
            [
                "pageTitle": words.text(.sessionsTitle),
                "isSessions": true,
                "isEmpty": rows.isEmpty,
                "hasMore": hasMore,
                "count": String(rows.count),
                "rows": rows.enumerated().map { index, row in
                    browser(
                        index, row.id, row.description, words,
                        [
                            "address": row.address.map { DisplayText.line($0) },
                            "signedInAt": words.date(row.signedInAt),
                            "isThisBrowser": row.isThisBrowser,
                        ])
                },
                "hasRemembered": !remembered.isEmpty,
                "remembered": remembered.enumerated().map { index, row in
                    browser(
                        index, row.id, row.description, words,
                        [
                            "createdAt": words.date(row.createdAt),
                            "expiresAt": words.date(row.expiresAt),
                        ])
                },
                "csrf": csrf,
            ]
        }
    }

    /// A row about a browser.
    private static func browser(
        _ index: Int, _ id: String, _ description: String, _ words: Words, _ further: [String: Any?]
    ) -> [String: Any] {
        let (browser, system) = words.browser(description)
        let values: [String: Any?] = ["number": String(index + 1), "id": id, "browser": browser, "system": system]
        return shown(values.merging(further) { own, _ in own })
    }

    /// The applications that the person let in. Each row's form posts `client_id` and `csrf` to `/account/applications`.
    ///
    /// - `rows`: in the order to show; usually the newest first.
    package static func applications(_ rows: [ApplicationRow], csrf: String) -> PageContent {
        PageContent("applications") { words in
            [
                "pageTitle": words.text(.applicationsTitle),
                "isApplications": true,
                "isEmpty": rows.isEmpty,
                "rows": rows.enumerated().map { index, row in
                    shown([
                        "number": String(index + 1),
                        "clientID": row.clientID,
                        "clientName": words.clientName(row.clientName),
                        "scopes": row.scopes.map(words.scope),
                        "claims": row.claims.map(words.claim),
                        "grantedAt": words.date(row.grantedAt),
                    ])
                },
                "csrf": csrf,
            ]
        }
    }
}
