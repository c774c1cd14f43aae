/// What is shown when a request cannot go on and there is nowhere safe to send the person.
package struct ErrorPage: PageContent {
    /// What went wrong, as far as a person needs to know it. Each has its own heading and message.
    package enum Kind: String, Sendable, CaseIterable {
        /// An application's request that may not be answered by a redirect (RFC 6749 §4.1.2.1).
        case unacceptableRequest
        /// Something failed on our side.
        case trouble
        /// A form that was open too long, came from elsewhere, or was answered already.
        case stale
        /// There is nothing at this address.
        case notFound
    }

    /// The HTTP status, shown small.
    package var status: Int
    /// Which heading and message the person reads.
    package var kind: Kind
    /// The protocol's error code for the application's developer (RFC 6749 §4.1.2.1); `nil` where there is none.
    package var code: String?
    /// What the developer should mend, in English; `nil` where there is nothing to say.
    package var description: String?
    /// The id under which the server's log speaks of this request; `nil` if unknown.
    package var requestID: String?

    package init(
        status: Int, kind: Kind, code: String? = nil, description: String? = nil, requestID: String? = nil
    ) {
        self.status = status
        self.kind = kind
        self.code = code
        self.description = description
        self.requestID = requestID
    }

    package var template: String { "error" }
    package var title: String { words.heading }

    package func values(base: String) -> [String: Any] {
        var values: [String: Any] = [
            "status": String(status),
            "heading": words.heading,
            "message": words.message,
            "hasDetails": code != nil || description != nil || requestID != nil,
        ]
        values["code"] = code.map { DisplayText.line($0, limit: 120) }
        values["description"] = description.map { DisplayText.line($0, limit: 600) }
        values["requestID"] = requestID.map { DisplayText.line($0, limit: 120) }
        return values
    }

    private var words: (heading: String, message: String) {
        switch kind {
        case .unacceptableRequest:
            (
                "This application sent a request that we cannot accept",
                "You were not sent anywhere, because we cannot tell where it would be safe to. Please go back, and tell the application's makers what stands below."
            )
        case .trouble: ("That did not work", "Something went wrong on our side. Please try again in a moment.")
        case .stale:
            (
                "This page has expired",
                "It was open for too long, or was answered already. Go back to the application and start again."
            )
        case .notFound: ("There is nothing here", "The address may be mistyped, or the page may have moved.")
        }
    }
}
