import OAuthProtocol
import OAuthServer

/// What a browser shows after it has followed every redirect of ours.
package struct Page: Sendable {
    /// The last answer, the one that was not followed.
    package let reply: Reply
    /// Path and query that the browser stands at.
    package let target: String

    /// Every form on it, in order.
    package var forms: [HTMLForm] { HTMLForm.all(in: reply.text) }

    /// The address of somebody else that the browser was sent to; `nil` while it is still here.
    package var leavesTo: String? { reply.location }

    /// Whether it asks for a password.
    package var isSignIn: Bool { reply.location == nil && forms.contains { $0.fields["password"] != nil } }
    /// Whether it asks for a decision about an application.
    package var isConsent: Bool { reply.location == nil && forms.contains { $0.buttons["decision"] == "allow" } }
}

/// A browser with its cookies. It is a value: copy it to race with itself.
package struct TestBrowser: Sendable {
    /// What the server has set, and what a test has planted.
    package var cookies = CookieJar()
    private let server: TestServer
    private let address: String

    /// - `address`: the one that the server sees.
    package init(on server: TestServer, from address: String = "192.0.2.1") {
        self.server = server
        self.address = address
    }

    /// The cookie that stands for the browser, or for a session; `nil` before there is one.
    package var session: String? { cookies.values["\(server.issuer.isSecure ? "__Host-" : "")cardea-session"] }

    /// Opens an address of ours, given by path and query, and follows redirects for as long as they stay here.
    package mutating func get(_ target: String) async -> Page {
        await follow(await request("GET", target), from: target)
    }

    /// Presses a button of the form that goes to `action`.
    ///
    /// - `fields`: in place of the form's own of the same name, and besides them.
    /// - Throws: `UnexpectedResult` if the page has no such form.
    package mutating func submit(_ action: String, on page: Page, _ fields: Fields) async throws -> Page {
        guard let form = page.forms.first(where: { $0.action == server.issuer.path + action }) else {
            throw UnexpectedResult(instead: "form to \(action)", page.reply)
        }
        return await post(form.action, form.fields.replacing(with: fields))
    }

    /// Posts a form that stands on no page.
    package mutating func post(_ target: String, _ form: Fields) async -> Page {
        await follow(await request("POST", target, form), from: target)
    }

    /// Fills the sign-in form in.
    ///
    /// - Throws: `UnexpectedResult` if the page has no such form.
    package mutating func signIn(
        on page: Page, as username: String = "ada", password: String = TestServer.password
    ) async throws -> Page {
        try await submit("/login", on: page, ["username": username, "password": password])
    }

    /// Signs in outside any application's request.
    ///
    /// - Throws: `UnexpectedResult` if nobody is signed in then.
    package mutating func signIn(as username: String = "ada", password: String = TestServer.password) async throws {
        let page = try await signIn(on: await get("/login"), as: username, password: password)
        guard page.target.hasSuffix("/account") else { throw UnexpectedResult(instead: "account page", page.reply) }
    }

    /// Presses "Allow".
    ///
    /// - Throws: `UnexpectedResult` if the page has no such form.
    package mutating func allow(on page: Page) async throws -> Page {
        try await submit("/consent", on: page, ["decision": "allow"])
    }

    /// Presses "Deny".
    ///
    /// - Throws: `UnexpectedResult` if the page has no such form.
    package mutating func deny(on page: Page) async throws -> Page {
        try await submit("/consent", on: page, ["decision": "deny"])
    }

    /// One request with this browser's cookies; redirects are not followed.
    package mutating func request(_ method: String, _ target: String, _ form: Fields? = nil) async -> Reply {
        var headers: Fields = [
            "Cookie": cookies.header, "Accept": "text/html", "User-Agent": "Mozilla/5.0 Firefox/140.0",
        ]
        if form != nil { headers = headers.adding("Content-Type", "application/x-www-form-urlencoded") }
        let body = Array((form?.encoded ?? "").utf8)
        let reply = await server.send(method, target, headers: headers, body: body, from: address)
        for line in reply.setCookies { cookies.take(line) }
        return reply
    }

    private mutating func follow(_ first: Reply, from target: String) async -> Page {
        var page = Page(reply: first, target: target)
        for _ in 0..<10 {
            guard let next = page.reply.location.flatMap(ownTarget) else { break }
            page = Page(reply: await request("GET", next), target: next)
        }
        return page
    }

    /// Path and query of an address of ours; `nil` for somebody else's.
    private func ownTarget(_ location: String) -> String? {
        if location.hasPrefix("/"), !location.hasPrefix("//") { return location }
        let own = server.issuer.origin + "/"
        return location.hasPrefix(own) ? String(location.dropFirst(own.count - 1)) : nil
    }
}
