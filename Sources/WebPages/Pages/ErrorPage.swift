/// What is shown when a request cannot go on and there is nowhere safe to send the person.
package struct ErrorPage: PageContent {
    /// The HTTP status, shown small.
    package var status: Int
    /// The heading.
    package var heading: String
    /// What happened and what to do about it, for a person.
    package var message: String
    /// The protocol's error code for the application's developer (RFC 6749 §4.1.2.1); `nil` where there is none.
    package var code: String?
    /// What the developer should mend; `nil` where there is nothing to say.
    package var description: String?
    /// The id under which the server's log speaks of this request; `nil` if unknown.
    package var requestID: String?

    package init(
        status: Int, heading: String, message: String, code: String? = nil, description: String? = nil,
        requestID: String? = nil
    ) {
        self.status = status
        self.heading = heading
        self.message = message
        self.code = code
        self.description = description
        self.requestID = requestID
    }

    package var template: String { "error" }
    package var title: String { heading }

    package func values(base: String) -> [String: Any] {
        var values: [String: Any] = [
            "status": String(status),
            "heading": DisplayText.line(heading, limit: 120),
            "message": DisplayText.line(message, limit: 600),
            "hasDetails": code != nil || description != nil || requestID != nil,
        ]
        values["code"] = code.map { DisplayText.line($0, limit: 120) }
        values["description"] = description.map { DisplayText.line($0, limit: 600) }
        values["requestID"] = requestID.map { DisplayText.line($0, limit: 120) }
        return values
    }
}
