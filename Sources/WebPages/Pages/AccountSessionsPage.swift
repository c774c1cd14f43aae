/// The browsers in which the person is signed in. Each row's form posts `id` and `csrf` to `/account/sessions`.
package struct AccountSessionsPage: PageContent {
    /// One signed-in browser.
    package struct Row: Hashable, Sendable {
        /// What the form posts to end it.
        package var id: String
        /// Such as "Chrome on Linux".
        package var description: String
        /// The network address it signed in from; `nil` if unknown.
        package var address: String?
        /// When, in words.
        package var signedInAt: String
        /// Whether it is the one that is looking.
        package var isThisBrowser: Bool

        package init(id: String, description: String, address: String?, signedInAt: String, isThisBrowser: Bool) {
            self.id = id
            self.description = description
            self.address = address
            self.signedInAt = signedInAt
            self.isThisBrowser = isThisBrowser
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

    package var template: String { "sessions" }
    package var title: String { "Where you are signed in" }

    package func values(base: String) -> [String: Any] {
        [
            "isSessions": true,
            "csrf": csrf,
            "isEmpty": rows.isEmpty,
            "rows": rows.enumerated().map { index, row in
                var values: [String: Any] = [
                    "number": String(index + 1),
                    "id": row.id,
                    "description": DisplayText.line(row.description),
                    "signedInAt": DisplayText.line(row.signedInAt),
                    "isThisBrowser": row.isThisBrowser,
                ]
                values["address"] = row.address.map { DisplayText.line($0) }
                return values
            },
        ]
    }
}
