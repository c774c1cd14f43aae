import HTTPTypes

/// Answers the requests of a route: a value in, a value out. It is started on the event loop of the connection, so it
/// may not block; what waits for a disk or computes for long suspends instead.
package protocol Endpoint: Sendable {
    func respond(to request: WebRequest) async -> WebResponse
}

/// One row of the route table.
package struct Route: Sendable {
    /// What kind of client a route is for, which decides the headers of its answers and how loudly they are logged.
    package enum Family: Sendable {
        /// Programs that get tokens: errors are JSON, nothing may be stored.
        case token
        /// People.
        case page
        /// Documents and health checks, whose endpoints say everything themselves.
        case plain
    }

    /// The paths that it answers to, the advertised one first. The last segment may be `{name}`, any one segment, or
    /// `*`, anything that is not empty.
    package let paths: [String]
    package let methods: [HTTPRequest.Method: any Endpoint]
    /// Whether scripts of any origin may read its answers.
    package let cors: Bool
    package let family: Family
    /// What logs and metrics call it.
    package let name: String

    package init(
        _ paths: [String], methods: [HTTPRequest.Method: any Endpoint], cors: Bool = false, family: Family, name: String
    ) {
        self.paths = paths
        self.methods = methods
        self.cors = cors
        self.family = family
        self.name = name
    }
}
