/// What went wrong, as far as a person needs to know it. Each has its own heading and message.
package enum ErrorKind: Sendable, CaseIterable {
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

    fileprivate var keys: (heading: TextKey, message: TextKey) {
        switch self {
        case .unacceptableRequest: (.unacceptableRequestHeading, .unacceptableRequestMessage)
        case .trouble: (.troubleHeading, .troubleMessage)
        case .stale: (.staleHeading, .staleMessage)
        case .cookiesBlocked: (.cookiesBlockedHeading, .cookiesBlockedMessage)
        case .notFound: (.notFoundHeading, .notFoundMessage)
        }
    }
}

/// Why nothing waits any more for a person who was on the way.
package enum WayOnKind: Sendable, CaseIterable {
    /// The person has signed in, but what they signed in for waits no longer.
    case signedIn
    /// The person has answered already, and the application has taken the answer.
    case answered
    /// The page was open for too long.
    case stale

    fileprivate var keys: (heading: TextKey, message: TextKey) {
        switch self {
        case .signedIn: (.signedInTitle, .signedInMessage)
        case .answered: (.answeredTitle, .answeredMessage)
        case .stale: ErrorKind.stale.keys
        }
    }
}

extension PageContent {
    /// What is shown when a request cannot go on and there is nowhere safe to send the person.
    ///
    /// - `status`: the HTTP status, also shown small.
    /// - `code`: the protocol's error code for the application's developer (RFC 6749 §4.1.2.1); `nil` where there is none.
    /// - `description`: what the developer should mend, in English; `nil` where there is nothing to say.
    /// - `requestID`: the id under which the server's log speaks of this request; `nil` if unknown.
    /// - `help`: where the developer can read what to do; `nil` where there is no documentation.
    package static func error(
        _ kind: ErrorKind, status: Int, code: String? = nil, description: String? = nil, requestID: String? = nil,
        help: String? = nil
    ) -> PageContent {
        PageContent("error", status: status) { words in
            [
                "pageTitle": words.text(kind.keys.heading),
                "heading": words.text(kind.keys.heading),
                "message": words.text(kind.keys.message),
                "status": String(status),
                "hasDetails": code != nil || description != nil || requestID != nil,
                "code": code.map { DisplayText.line($0, limit: 120) },
                "description": description.map { DisplayText.line($0, limit: 600) },
                "help": help,
                "requestID": requestID.map { DisplayText.line($0, limit: 120) },
            ]
        }
    }

    /// Says why nothing waits here for the person any more, and where to go on.
    ///
    /// - `clientName`: the application that sent the person; `nil` if that is not known.
    /// - `clientLink`: a proved web address of the application; `nil` if it has none, or if nobody vouches for it.
    package static func wayOn(
        _ kind: WayOnKind, clientName: String? = nil, clientLink: String? = nil
    ) -> PageContent {
        PageContent("way-on", status: kind == .stale ? 403 : 200) { words in
            [
                "pageTitle": words.text(kind.keys.heading),
                "heading": words.text(kind.keys.heading),
                "message": words.text(kind.keys.message),
                "isIn": kind != .stale,
                "clientName": words.clientName(clientName ?? ""),
                "clientLink": clientLink.flatMap(SafeLink.checked),
            ]
        }
    }
}
