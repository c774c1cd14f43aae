/// The token endpoint below its transport: bodies, client authentication, every grant, tokens. An input is up to four
/// requests one after another, between lines of three dashes, so that what one request left behind meets the next. A
/// request that begins with `Authorization: ` has that header, up to the end of the line; the rest is the body: JSON if
/// it begins with a bracket, else a form.
enum TokenRequests {
    static func judge(_ input: [UInt8]) async {
        var session = TokenSession()
        for request in input.parts(between: "\n---\n").prefix(4) { await session.send(request) }
    }
}
