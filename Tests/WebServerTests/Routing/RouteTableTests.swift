import HTTPTypes
import OAuthProtocol
import Testing

@testable import WebServer

@Suite struct RouteTableTests {
    private let table = RouteTable([
        Route(
            ["/v1/auth/oauthtoken", "/token"], methods: [.post: Said("token")], cors: true, family: .token,
            name: "token"),
        Route(["/v1/auth/renewAccessToken"], methods: [.get: Said("renew")], family: .token, name: "renew"),
        Route(["/v1/auth/register/{client_id}"], methods: [.get: Said("client")], family: .token, name: "client"),
        Route(["/.well-known/oauth-protected-resource/*"], methods: [.get: Said("rs")], family: .plain, name: "rs"),
        Route(["/login"], methods: [.get: Said("form"), .post: Said("in")], family: .page, name: "login"),
    ])

    @Test(arguments: [
        "/v1/auth/oauthtoken", "/auth/oauthtoken", "/V1/Auth/OAuthToken", "/AUTH/OAUTHTOKEN", "/token",
    ])
    func `the token endpoint answers at each of its names in any case`(path: String) async {
        #expect(await table.respond(to: .post(path)).text == "token")
    }

    @Test(arguments: ["/v1/auth/renewaccesstoken", "/auth/renewAccessToken", "/v1/auth/renewAccessToken"])
    func `a route declared in mixed case answers in any case`(path: String) async {
        #expect(await table.respond(to: .get(path)).text == "renew")
    }

    @Test(arguments: [
        "/Token", "/token/", "/v1/token", "/v1/auth/oauthtoken/", "/v1/auth/%6Fauthtoken", "/v1//auth/oauthtoken", "/",
        "", "*", "/v1/auth/register/", "/v1/auth/register/a/b", "/.well-known/oauth-protected-resource/", "/LOGIN",
    ])
    func `a path that is not exactly one of ours is not found`(path: String) async {
        let response = await table.respond(to: .get(path))
        #expect(response.status == .notFound)
        #expect(response.text.contains(#""error":"not_found""#))
    }

    @Test func `an open segment takes one segment and keeps its letters`() async {
        #expect(await table.respond(to: .get("/v1/auth/register/AbC")).text == "client")
        #expect(await table.respond(to: .get("/Auth/Register/AbC")).text == "client")
    }

    @Test func `an open end takes any number of segments`() async {
        #expect(await table.respond(to: .get("/.well-known/oauth-protected-resource/a/b")).text == "rs")
    }

    @Test func `routes answer below the path of the issuer and at the root`() async {
        let table = RouteTable(
            [Route(["/v1/auth/me"], methods: [.get: Said("me")], family: .token, name: "me")], basePath: "/tenant")
        for path in ["/tenant/v1/auth/me", "/tenant/Auth/Me", "/v1/auth/me"] {
            #expect(await table.respond(to: .get(path)).text == "me")
        }
        for path in ["/tenants/v1/auth/me", "/Tenant/v1/auth/me", "/tenant"] {
            #expect(await table.respond(to: .get(path)).status == .notFound)
        }
    }

    @Test func `a wrong method is answered with what is allowed`() async {
        let token = await table.respond(to: .get("/token"))
        #expect(token.status == .methodNotAllowed)
        #expect(token.headers[.allow] == "OPTIONS, POST")
        #expect(token.headers[.contentType] == "application/json")
        #expect(token.text.contains(#""error":"invalid_request""#))
        let login = await table.respond(to: .request(.delete, "/login"))
        #expect(login.status == .methodNotAllowed)
        #expect(login.headers[.allow] == "GET, HEAD, POST")
    }

    @Test func `HEAD is answered as GET without its body`() async {
        let response = await table.respond(to: .request(.head, "/login"))
        #expect(response.status == .ok)
        #expect(response.headers[.contentLength] == "4")
        #expect(response.body.isEmpty)
    }

    @Test func `an endpoint never hears of HEAD`() async {
        let table = RouteTable([Route(["/"], methods: [.get: Echo()], family: .plain, name: "/")])
        #expect(await table.respond(to: .request(.head, "/")).headers[.contentLength] == "7")
        #expect(await table.respond(to: .get("/")).text == "GET / -")
    }

    @Test func `HEAD of a path without GET is a wrong method`() async {
        let response = await table.respond(to: .request(.head, "/token"))
        #expect(response.status == .methodNotAllowed)
        #expect(response.body.isEmpty)
    }

    @Test(arguments: ["/token", "/auth/oauthtoken"])
    func `scripts of any origin may ask before they post`(path: String) async {
        let response = await table.respond(to: .request(.options, path))
        #expect(response.status == .noContent)
        #expect(response.headers[.accessControlAllowOrigin] == "*")
        #expect(response.headers[.accessControlAllowMethods] == "OPTIONS, POST")
        let requestable =
            "content-type, authorization, dpop, mcp-protocol-version, traceparent, tracestate, baggage, sentry-trace"
        #expect(response.headers[.accessControlAllowHeaders] == requestable)
        #expect(response.headers[.accessControlAllowCredentials] == nil)
        #expect(response.headers[.contentLength] == nil)
    }

    @Test func `refusals too are readable by scripts`() async {
        let wrong = await table.respond(to: .get("/token"))
        #expect(wrong.headers[.accessControlAllowOrigin] == "*")
        #expect(wrong.headers[.accessControlExposeHeaders] == "WWW-Authenticate, DPoP-Nonce, Retry-After")
        let large = table.refuse(
            .post("/token"), .contentTooLarge, error: "invalid_request", description: "Too long.", outcome: "too_large")
        #expect(large.headers[.accessControlAllowOrigin] == "*")
        #expect(large.headers[.cacheControl] == "no-store")
    }

    @Test func `scripts have no business on pages`() async {
        let response = await table.respond(to: .request(.options, "/login"))
        #expect(response.status == .methodNotAllowed)
        #expect(response.headers[.accessControlAllowOrigin] == nil)
    }

    @Test(arguments: ["/.well-known/nothing", "/.well-known/openid-configuration/mcp", "/mcp/.well-known/nothing"])
    func `a script that looks for metadata may read that there is none`(path: String) async {
        let preflight = await table.respond(to: .request(.options, path))
        #expect(preflight.status == .noContent)
        #expect(preflight.headers[.accessControlAllowMethods] == "GET, HEAD, OPTIONS")
        #expect(preflight.headers[values: .accessControlAllowOrigin] == ["*"])
        let response = await table.respond(to: .get(path))
        #expect(response.status == .notFound)
        #expect(response.headers[values: .accessControlAllowOrigin] == ["*"])
    }

    @Test func `scripts have no business at paths that are nothing to clients`() async {
        let response = await table.respond(to: .request(.options, "/nowhere"))
        #expect(response.status == .notFound)
        #expect(response.headers[.accessControlAllowOrigin] == nil)
    }

    @Test func `answers of the token family are never stored`() async {
        let response = await table.respond(to: .post("/token"))
        #expect(response.headers[.contentType] == "application/json")
        #expect(response.headers[.cacheControl] == "no-store")
        #expect(response.headers[.pragma] == "no-cache")
        #expect(response.headers[values: .cacheControl].count == 1)
    }

    @Test func `an endpoint of the token family may name another type`() async {
        let table = RouteTable([
            Route(["/u"], methods: [.get: Said("a.b.c", type: "application/jwt")], family: .token, name: "u")
        ])
        #expect(await table.respond(to: .get("/u")).headers[values: .contentType] == ["application/jwt"])
    }

    @Test func `every answer says which request it is of and forbids guessing its type`() async {
        for path in ["/token", "/login", "/nowhere"] {
            let response = await table.respond(to: .get(path))
            #expect(response.headers[.requestID] == "request-1")
            #expect(response.headers[.xContentTypeOptions] == "nosniff")
            #expect(response.headers[.strictTransportSecurity] == nil)
            #expect(response.headers[.server] == nil)
            #expect(response.headers[.contentLength] == String(response.body.count))
        }
    }

    @Test func `an https issuer tells browsers to stay with https`() async {
        let table = RouteTable([], strictTransport: true)
        #expect(await table.respond(to: .get("/")).headers[.strictTransportSecurity] == "max-age=63072000")
    }

    @Test(arguments: [
        ("/nowhere", "text/html,application/xhtml+xml;q=0.9", true),
        ("/nowhere", "application/json, Text/HTML;q=0.5", true),
        ("/nowhere", "*/*", false), ("/nowhere", "application/json", false),
        ("/.well-known/nothing", "text/html", false), ("/tenant/.well-known/nothing", "text/html", false),
    ])
    func `only who asks for a page gets the page that says not found`(path: String, accept: String, page: Bool) async {
        let table = RouteTable([], notFoundPage: { _ in WebResponse(status: .notFound, body: Array("<p>".utf8)) })
        let response = await table.respond(to: .request(.get, path, [.accept: accept]))
        #expect(response.status == .notFound)
        #expect((response.text == "<p>") == page)
        #expect((response.headers[.contentType] == "application/json") == !page)
    }
}
