/// Says why nothing waits here for the person any more, and where to go on.
package struct WayOnPage: PageContent {
    /// What has happened.
    package enum Kind: Sendable, CaseIterable {
        /// The person has signed in, but what they signed in for waits no longer.
        case signedIn
        /// The person has answered already, and the application has taken the answer.
        case answered
        /// The page was open for too long.
        case stale
    }

    package var kind: Kind
    /// The application that sent the person; `nil` if that is not known.
    package var clientName: String?
    /// A proved web address of the application; `nil` if it has none, or if nobody vouches for it.
    package var clientLink: String?

    package init(kind: Kind, clientName: String? = nil, clientLink: String? = nil) {
        self.kind = kind
        self.clientName = clientName
        self.clientLink = clientLink
    }

    package var template: String { "way-on" }
    package func title(in words: Words) -> String { words.text(keys.title) }

    package func values(in words: Words, base: String) -> [String: Any] {
        var values: [String: Any] = [
            "heading": words.text(keys.title), "message": words.text(keys.message), "isIn": kind != .stale,
        ]
        values["clientName"] = words.clientName(clientName ?? "")
        values["clientLink"] = clientLink.flatMap(SafeLink.checked)
        return values
    }

    private var keys: (title: TextKey, message: TextKey) {
        switch kind {
        case .signedIn: (.signedInTitle, .signedInMessage)
        case .answered: (.answeredTitle, .answeredMessage)
        case .stale: (.staleHeading, .staleMessage)
        }
    }
}
