import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// `POST /v1/auth/oauthtoken`: statuses, headers and bodies of the contract.
@Suite struct TokenEndpointTests {
    private static let path = "/v1/auth/oauthtoken"
    private static let good: Fields = [
        "grant_type": "client_credentials", "client_id": "app", "client_secret": "app-secret",
    ]

    private func expectTokenHeaders(_ reply: Reply) {
        #expect(reply.header("Content-Type") == "application/json")
        #expect(reply.header("Cache-Control") == "no-store")
        #expect(reply.header("Pragma") == "no-cache")
        #expect(reply.header("Access-Control-Allow-Origin") == "*")
        #expect(reply.header("Access-Control-Allow-Credentials") == nil)
        #expect(reply.header("X-Content-Type-Options") == "nosniff")
        #expect(reply.setCookies.isEmpty)
    }

    @Test func `a success has the members of the seed and nothing empty`() async throws {
        let server = try await TestServer()
        let reply = try await server.tokens()
        expectTokenHeaders(reply)
        let names = [
            "access_token", "token_type", "expires_in", "refresh_token", "refresh_token_expires_in", "id_token",
        ]
        #expect(reply.json.members.map(\.name) == names)
        #expect(reply["token_type"] == "Bearer")
        #expect(reply.integer("expires_in") == 3600)
        #expect(reply.integer("refresh_token_expires_in") == 1_209_600)
        #expect(reply.error == nil && !reply.text.contains("null"))
    }

    @Test(arguments: ["/v1/auth/oauthtoken", "/auth/oauthtoken", "/V1/AUTH/OAuthToken", "/Auth/oauthTOKEN", "/token"])
    func `it answers under each of its names`(path: String) async throws {
        let server = try await TestServer()
        #expect(await server.post(path, form: Self.good).status == 200)
        #expect(await server.post(path, json: Self.good).status == 200)
    }

    @Test(arguments: [
        "application/json", "application/json; charset=utf-8", "application/json;charset=UTF-8", "Application/JSON",
    ])
    func `JSON is read with and without a charset`(type: String) async throws {
        let server = try await TestServer()
        #expect(await server.post(Self.path, Self.good.json, type: type).status == 200)
        #expect(await server.post(Self.path, "\u{feff}\(Self.good.json)", type: type).status == 200)
    }

    @Test(arguments: [
        "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-8",
        "Application/X-WWW-Form-URLencoded",
    ])
    func `so is a form`(type: String) async throws {
        let server = try await TestServer()
        #expect(await server.post(Self.path, Self.good.encoded, type: type).status == 200)
    }

    @Test(arguments: [
        nil, "", "text/plain", "application/xml", "multipart/form-data; boundary=x", "application/jsonp", "text/json",
        "application/json\u{37e} charset=utf-8",
    ])
    func `another type of body, or none, is refused`(type: String?) async throws {
        let server = try await TestServer()
        for body in [Self.good.json, Self.good.encoded, ""] {
            let reply = await server.post(Self.path, body, type: type)
            #expect(reply.status == 400)
            #expect(reply.error == "invalid_request")
            expectTokenHeaders(reply)
        }
    }

    @Test func `two types are none`() async throws {
        let server = try await TestServer()
        let headers: Fields = ["Content-Type": "application/json"]
        let twice = headers.adding("Content-Type", "application/x-www-form-urlencoded")
        let reply = await server.send("POST", Self.path, headers: twice, body: Array(Self.good.json.utf8))
        #expect(reply.error == "invalid_request")
    }

    @Test func `the seed's own example is told that its grant is not one`() async throws {
        let server = try await TestServer()
        let reply = await server.post(Self.path, #"{"grant_type": "string"}"#, type: "application/json")
        #expect(reply.status == 400)
        #expect(reply.error == "unsupported_grant_type")
        #expect(reply.json.members.map(\.name) == ["error", "error_description"])
        expectTokenHeaders(reply)
    }

    @Test func `what is judged first is told first: body, grant, client, grant's own fields`() async throws {
        let server = try await TestServer()
        let all: Fields = ["grant_type": "string", "client_id": "nobody", "client_secret": "x"]
        #expect(await server.token(all.adding("x", "1").adding("x", "2")).error == "invalid_request")
        #expect(await server.token(all).error == "unsupported_grant_type")
        let known = all.setting("grant_type", to: "authorization_code")
        #expect(await server.token(known).error == "invalid_client")
        #expect(await server.token(known.removing("client_id").removing("client_secret")).status == 401)
        #expect(
            await server.token(Self.good.setting("grant_type", to: "authorization_code")).error == "invalid_request")
    }

    @Test func `a failed client is 401, with a challenge where a header was used`() async throws {
        let server = try await TestServer()
        let body = await server.token(Self.good.setting("client_secret", to: "x"))
        #expect(body.status == 401)
        #expect(body.header("WWW-Authenticate") == nil)
        let headers: Fields = ["Authorization": TestServer.basic("app", "x")]
        let header = await server.token(["grant_type": "client_credentials"], headers: headers)
        #expect(header.status == 401)
        #expect(header.header("WWW-Authenticate")?.hasPrefix("Basic") == true)
        expectTokenHeaders(header)
        let carried = await server.token(["grant_type": "client_credentials", "httpAuth": TestServer.basic("app", "x")])
        #expect(carried.status == 401)
        #expect(carried.header("WWW-Authenticate")?.hasPrefix("Basic") == true)
    }

    @Test func `the Authorization header stands once`() async throws {
        let server = try await TestServer()
        let header: Fields = ["Authorization": TestServer.basic("app", "app-secret")]
        let twice = header.adding("Authorization", TestServer.basic("app", "app-secret"))
        #expect(await server.token(["grant_type": "client_credentials"], headers: header).status == 200)
        #expect(await server.token(["grant_type": "client_credentials"], headers: twice).error == "invalid_request")
    }

    @Test(arguments: ["GET", "PUT", "DELETE", "PATCH", "HEAD"])
    func `another method is told which one is meant`(method: String) async throws {
        let server = try await TestServer()
        let reply = await server.send(method, "\(Self.path)?\(Self.good.encoded)")
        #expect(reply.status == 405)
        #expect(reply.header("Allow") == "OPTIONS, POST")
        if method != "HEAD" { #expect(reply.error == "invalid_request") }
        expectTokenHeaders(reply)
    }

    @Test func `scripts of any origin may ask, without cookies`() async throws {
        let server = try await TestServer()
        let reply = await server.send("OPTIONS", Self.path, headers: ["Origin": "https://app.example"])
        #expect(reply.status == 204)
        #expect(reply.header("Access-Control-Allow-Origin") == "*")
        #expect(reply.header("Access-Control-Allow-Methods")?.contains("POST") == true)
        let allowed = reply.header("Access-Control-Allow-Headers")
        #expect(
            allowed
                == "content-type, authorization, dpop, mcp-protocol-version, traceparent, tracestate, baggage, sentry-trace"
        )
        #expect(reply.header("Access-Control-Allow-Credentials") == nil)
    }

    @Test func `errors go out as documented where that is set, to confidential clients`() async throws {
        let server = try await TestServer(clients: [.make(), .make(id: "public", secret: nil)]) {
            $0.compatibility.errorStatus = .documented
        }
        let wrong = await server.token([
            "grant_type": "authorization_code", "code": "x", "client_id": "app", "client_secret": "app-secret",
        ])
        #expect(wrong.status == 200)
        #expect(wrong.error == "invalid_grant")
        let unnamed = await server.token(["grant_type": "string"])
        #expect(unnamed.status == 400)
        let open = await server.token(["grant_type": "refresh_token", "refresh_token": "x", "client_id": "public"])
        #expect(open.status == 400)
        #expect(await server.token(Self.good).status == 200)
    }

    @Test func `numbers of tokens are counted by grant`() async throws {
        let server = try await TestServer()
        _ = try await server.tokens()
        _ = await server.token(Self.good)
        _ = await server.token(Self.good.setting("client_secret", to: "x"))
        let metrics = await server.get("/metrics").text
        #expect(metrics.contains("cardea_tokens_total{grant=\"authorization_code\"} 1"))
        #expect(metrics.contains("cardea_tokens_total{grant=\"client_credentials\"} 1"))
        #expect(metrics.contains("cardea_tokens_total{grant=\"refresh_token\"} 0"))
    }

    @Test(arguments: [
        "", "[]", "\"grant_type\"", "null", "42", "{", "{'grant_type':'string'}", #"{"grant_type":"string"}}"#,
        #"{"grant_type":"string",}"#, #"{"grant_type":"\ud800"}"#, #"[{"grant_type":"string"}]"#,
        #"{"grant_type":"string"} x"#, "grant_type=string",
    ])
    func `a body that is not a JSON object is malformed`(body: String) async throws {
        let server = try await TestServer()
        let reply = await server.post(Self.path, body, type: "application/json")
        #expect(reply.status == 400 && reply.error == "invalid_request")
        expectTokenHeaders(reply)
    }

    @Test(arguments: ["", "&", "grant_type", "=x", "grant_type=%ff%fe", "grant_type=%zz", #"{"grant_type":"string"}"#])
    func `so is a form without a grant that can be read`(body: String) async throws {
        let server = try await TestServer()
        let reply = await server.post(Self.path, body, type: "application/x-www-form-urlencoded")
        #expect(reply.status == 400 && reply.error == "invalid_request")
    }
}
