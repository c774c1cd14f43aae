/// Answers the requests of a route: a value in, a value out. It is started on the event loop of the connection, so it
/// may not block; what waits for a disk or computes for long suspends instead.
package protocol Endpoint: Sendable {
    func respond(to request: WebRequest) async -> WebResponse
}
