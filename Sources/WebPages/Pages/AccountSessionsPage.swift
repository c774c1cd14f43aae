import OAuthProtocol

/// The browsers in which the person is signed in. Each row's form posts `id` and `csrf` to `/account/sessions`.
package struct AccountSessionsPage: PageContent {
    /// One signed-in browser.
    package struct Row: Hashable, Sendable {
        /// What the form posts to end it.
        package var id: String
        /// As the session keeps it, such as "Chrome on Linux".
        package var description: String
        /// The network address it signed in from; `nil` if unknown.
        package var address: String?
        package var signedInAt: CivilTime
        /// Whether it is the one that is looking.
        package var isThisBrowser: Bool

        package init(id: String, description: String, address: String?, signedInAt: CivilTime, isThisBrowser: Bool) {
            self.id = id
            self.description = description
            self.address = address
            self.signedInAt = signedInAt
            self.isThisBrowser = isThisBrowser
        }
    }

    /// Sessions that are shown on the page; where there are more, the ones that were used last.
    package static let most = 100

    /// In the order to show; usually the newest first.
    package var rows: [Row]
    /// Whether there are others that are not shown.
    package var hasMore: Bool
    /// The forms' token against cross-site posts.
    package var csrf: String

    package init(rows: [Row], hasMore: Bool = false, csrf: String) {
        self.rows = rows
        self.hasMore = hasMore
        self.csrf = csrf
    }

    package var template: String { "sessions" }
    package func title(in words: Words) -> String { words.text(.sessionsTitle) }

    package func values(in words: Words, base: String) -> [String: Any] {
        [
            "isSessions": true,
            "csrf": csrf,
            "isEmpty": rows.isEmpty,
            "hasMore": hasMore,
            "count": String(rows.count),
            "rows": rows.enumerated().map { index, row in
                var values: [String: Any] = [
                    "number": String(index + 1),
                    "id": row.id,
                    "signedInAt": words.date(row.signedInAt),
                    "isThisBrowser": row.isThisBrowser,
                ]
                let (browser, system) = words.browser(row.description)
                values["browser"] = browser
                values["system"] = system
                values["address"] = row.address.map { DisplayText.line($0) }
                return values
            },
        ]
    }
}
