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
        /// The browser was given a cookie and did not send it.
        case cookiesBlocked
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
    /// Where the developer can read what to do; `nil` where there is no documentation.
    package var help: String?

    package init(
        status: Int, kind: Kind, code: String? = nil, description: String? = nil, requestID: String? = nil,
        help: String? = nil
    ) {
        self.help = help
        self.status = status
        self.kind = kind
        self.code = code
        self.description = description
        self.requestID = requestID
    }

    package var template: String { "error" }
    package func title(in words: Words) -> String { words.text(keys.heading) }

    package func values(in words: Words, base: String) -> [String: Any] {
        var values: [String: Any] = [
            "status": String(status),
            "heading": words.text(keys.heading),
            "message": words.text(keys.message),
            "hasDetails": code != nil || description != nil || requestID != nil,
        ]
        values["code"] = code.map { DisplayText.line($0, limit: 120) }
        values["description"] = description.map { DisplayText.line($0, limit: 600) }
        values["help"] = help
        values["requestID"] = requestID.map { DisplayText.line($0, limit: 120) }
        return values
    }

    private var keys: (heading: TextKey, message: TextKey) {
        switch kind {
        case .unacceptableRequest: (.unacceptableRequestHeading, .unacceptableRequestMessage)
        case .trouble: (.troubleHeading, .troubleMessage)
        case .stale: (.staleHeading, .staleMessage)
        case .cookiesBlocked: (.cookiesBlockedHeading, .cookiesBlockedMessage)
        case .notFound: (.notFoundHeading, .notFoundMessage)
        }
    }
}
