import OAuthProtocol

/// The applications that the person let in. Each row's form posts `client_id` and `csrf` to `/account/applications`.
package struct AccountApplicationsPage: PageContent {
    /// One application and what it may do.
    package struct Row: Hashable, Sendable {
        /// What the form posts to remove its access.
        package var clientID: String
        /// As the client registered it: text from strangers.
        package var clientName: String
        /// The scope values granted, in order.
        package var scopes: [String]
        /// The claims that were allowed one by one, by name; often none.
        package var claims: [String]
        package var grantedAt: CivilTime

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

    /// In the order to show; usually the newest first.
    package var rows: [Row]
    /// The forms' token against cross-site posts.
    package var csrf: String

    package init(rows: [Row], csrf: String) {
        self.rows = rows
        self.csrf = csrf
    }

    package var template: String { "applications" }
    package func title(in words: Words) -> String { words.text(.applicationsTitle) }

    package func values(in words: Words, base: String) -> [String: Any] {
        [
            "isApplications": true,
            "csrf": csrf,
            "isEmpty": rows.isEmpty,
            "rows": rows.enumerated().map { index, row in
                [
                    "number": String(index + 1),
                    "clientID": row.clientID,
                    "clientName": words.clientName(row.clientName),
                    "scopes": row.scopes.map(words.scope),
                    "claims": row.claims.map(words.claim),
                    "grantedAt": words.date(row.grantedAt),
                ] as [String: Any]
            },
        ]
    }
}
