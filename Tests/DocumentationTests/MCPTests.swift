import CardeaTesting
import HTTPTypes
import OAuthProtocol
import Testing

@testable import Documentation

/// The MCP server as a client speaks to it, message by message (Model Context Protocol, revision 2025-06-18).
@Suite struct MCPTests {
    private func post(
        _ body: String, to site: TestDocumentation, type: String? = "application/json", revision: String? = nil,
        from address: String = "192.0.2.1", at now: Int64 = 0
    ) async -> Reply {
        var headers: HTTPFields = [:]
        headers[.contentType] = type
        if let name = HTTPField.Name("MCP-Protocol-Version") { headers[name] = revision }
        return await site.send(.post, "/_mcp/server", headers: headers, body: body, from: address, at: now)
    }

    private static func request(_ method: String, _ parameters: String = "{}", id: String = "1") -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(parameters)}"#
    }

    private static func call(_ tool: String, _ arguments: String) -> String {
        request("tools/call", #"{"name":"\#(tool)","arguments":\#(arguments)}"#)
    }

    /// A tool's result.
    private func content(of reply: Reply) throws -> JSONObject {
        let result = try #require(reply.json["result"]?.object)
        let content = try #require(result["structuredContent"]?.object)
        // The same as text, for clients that know no values.
        let text = try #require(result["content"]?.array?.first?.object?["text"]?.string)
        #expect(try JSONParser.parse(Array(text.utf8)) == .object(content))
        return content
    }

    @Test(arguments: [
        ("2025-06-18", "2025-06-18"), ("2025-03-26", "2025-03-26"), ("2024-11-05", "2024-11-05"),
        ("2099-01-01", "2025-06-18"), ("", "2025-06-18"),
    ])
    func `a client and the server agree on a revision`(asked: String, given: String) async throws {
        let site = try TestDocumentation()
        let parameters = #"{"protocolVersion":"\#(asked)","capabilities":{},"clientInfo":{"name":"x","version":"1"}}"#
        let reply = await post(Self.request("initialize", parameters), to: site)
        let result = try #require(reply.json["result"]?.object)
        #expect(reply.status == 200 && reply.header("Content-Type") == "application/json")
        #expect(result["protocolVersion"]?.string == given)
        #expect(result["capabilities"]?.object?["tools"] != nil && result["serverInfo"]?.object?["name"] != nil)
        #expect(await post(Self.request("ping"), to: site, revision: given).status == 200)
    }

    @Test func `a revision that is not spoken here is refused`() async throws {
        let site = try TestDocumentation()
        for revision in ["2099-01-01", "", "2025-06-1\u{308}8"] {
            let reply = await post(Self.request("ping"), to: site, revision: revision)
            #expect(reply.status == 400 && reply.text.contains("2025-06-18"))
        }
    }

    @Test func `a client that says a newer revision while it begins is offered one that is spoken here`() async throws {
        let site = try TestDocumentation()
        let parameters = #"{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"x","version":"1"}}"#
        let reply = await post(Self.request("initialize", parameters), to: site, revision: "2025-11-25")
        #expect(reply.status == 200 && reply.json["result"]?.object?["protocolVersion"]?.string == "2025-06-18")
    }

    @Test func `a file that a page leads to is fetched as a page is`() async throws {
        let site = try TestDocumentation()
        let name = "files/Samples/python/device.py"
        let reply = await post(Self.call("fetch", #"{"id":"\#(name)"}"#), to: site)
        let served = await site.send(.get, "/docs/\(name)")
        #expect(served.status == 200 && served.header("Content-Type") == "text/plain; charset=utf-8")
        let result = reply.json["result"]?.object?["structuredContent"]?.object
        #expect(
            result?["text"]?.string == served.text && result?["url"]?.string == "https://cardea.example/docs/\(name)")
    }

    @Test func `both tools are listed, and only read`() async throws {
        let reply = await post(Self.request("tools/list"), to: try TestDocumentation())
        let tools = try #require(reply.json["result"]?.object?["tools"]?.array).compactMap(\.object)
        #expect(tools.map { $0["name"]?.string } == ["search", "fetch"])
        for tool in tools {
            #expect(tool["annotations"]?.object?["readOnlyHint"] == true)
            let schema = try #require(tool["inputSchema"]?.object)
            #expect(schema["type"] == "object" && schema["required"]?.strings?.count == 1)
        }
    }

    @Test func `what search finds can be fetched`() async throws {
        for issuer in ["https://cardea.example", "https://cardea.example/auth"] {
            let site = try TestDocumentation(issuer: issuer)
            let found = try content(of: await post(Self.call("search", #"{"query":"refresh grace"}"#), to: site))
            let results = try #require(found["results"]?.array).compactMap(\.object)
            #expect((1...10).contains(results.count))
            for result in results {
                let id = try #require(result["id"]?.string)
                #expect(result["url"]?.string == "\(issuer)/docs/\(id)")
                let page = try content(of: await post(Self.call("fetch", #"{"id":"\#(id)"}"#), to: site))
                let path = id.prefix { $0 != "#" }
                #expect(page["url"]?.string == "\(issuer)/docs/\(path)")
                #expect(page["text"]?.string?.contains("# \(page["title"]?.string ?? "?")") == true)
            }
        }
    }

    @Test(arguments: [
        (call("fetch", #"{"id":"no/such/page"}"#), true), (call("fetch", #"{"id":"../secrets"}"#), true),
        (call("fetch", "{}"), false), (call("fetch", #"{"id":1}"#), false), (call("search", "{}"), false),
        (call("search", #"{"query":["a"]}"#), false), (call("delete", #"{"id":"start"}"#), false),
        (request("tools/call"), false),
    ])
    func `a call that cannot be done says why`(body: String, isResult: Bool) async throws {
        let reply = await post(body, to: try TestDocumentation())
        #expect(reply.status == 200 && reply.json["id"] == 1)
        if isResult {
            #expect(reply.json["result"]?.object?["isError"] == true)
        } else {
            #expect(reply.json["error"]?.object?["code"] == -32602)
            #expect(reply.json["error"]?.object?["message"]?.string?.isEmpty == false)
        }
    }

    @Test(
        arguments: [
            (request("ping"), 200, nil), (request("ping", id: #""a""#), 200, nil),
            (request("ping", id: "1.5"), 200, nil),
            (#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#, 200, nil),
            (request("resources/list"), 200, -32601), (request("server/discover"), 200, -32601),
            (request("ping", id: "null"), 400, -32600), (request("ping", id: "{}"), 400, -32600),
            (request("ping", "[1]"), 400, -32600), (#"{"jsonrpc":"2.0","id":1,"result":{}}"#, 400, -32600),
            (#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, 400, -32600), (#"{"id":1,"method":"ping"}"#, 400, -32600),
            (#"{"jsonrpc":{},"id":1,"method":"ping"}"#, 400, -32600), ("\"ping\"", 400, -32600), ("[]", 400, -32600),
            ("[1]", 400, -32600), ("{", 400, -32700), ("", 400, -32700), ("{\"a\":1,\"a\":2}", 400, -32700),
            (String(repeating: "[", count: 60_000), 400, -32700),
        ] as [(String, Int, Int64?)])
    func `a message is answered as JSON-RPC has it`(body: String, status: Int, code: Int64?) async throws {
        let reply = await post(body, to: try TestDocumentation())
        #expect(reply.status == status)
        #expect(reply.json["jsonrpc"] == "2.0")
        #expect(reply.json["error"]?.object?["code"]?.integer == code)
        #expect(code != nil || reply.json["result"]?.object == [:])
    }

    @Test func `a notification is taken without a word`() async throws {
        let site = try TestDocumentation()
        for body in [
            #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
            #"[{"jsonrpc":"2.0","method":"notifications/initialized"},{"jsonrpc":"2.0","method":"anything"}]"#,
        ] {
            let reply = await post(body, to: site)
            #expect(reply.status == 202 && reply.body.isEmpty)
        }
    }

    @Test func `messages that come at once are answered at once, and are not too many`() async throws {
        let site = try TestDocumentation()
        let note = #"{"jsonrpc":"2.0","method":"notifications/cancelled"}"#
        let reply = await post("[\(Self.request("ping")),\(note),\(Self.request("nothing", id: "2"))]", to: site)
        let answers = try #require(try JSONParser.parse(reply.body).array).compactMap(\.object)
        #expect(answers.map { $0["id"] } == [1, 2])
        #expect(answers[1]["error"]?.object?["code"] == -32601)
        let most = [String](repeating: Self.request("ping"), count: 10)
        #expect(await post("[\(most.joined(separator: ","))]", to: site).status == 200)
        #expect(await post("[\((most + most.prefix(1)).joined(separator: ","))]", to: site).status == 400)
    }

    @Test(arguments: [nil, "text/plain", "application/x-www-form-urlencoded", "application/json, text/plain"])
    func `a body of another type is refused`(type: String?) async throws {
        let reply = await post(Self.request("ping"), to: try TestDocumentation(), type: type)
        #expect(reply.status == 415 && reply.json["error"]?.object?["code"] == -32700)
    }

    @Test func `other methods are not there, and scripts of any origin may ask`() async throws {
        let site = try TestDocumentation()
        for method in [HTTPRequest.Method.get, .delete, .put] {
            let reply = await site.send(method, "/_mcp/server")
            #expect(reply.status == 405 && reply.header("Allow") == "OPTIONS, POST")
        }
        #expect(await site.send(.options, "/_mcp/server").status == 204)
        #expect(await post(Self.request("ping"), to: site).header("Access-Control-Allow-Origin") == "*")
    }

    @Test func `one network may not ask without end, and holds up nobody else`() async throws {
        let site = try TestDocumentation()
        let ten = "[\([String](repeating: Self.request("ping"), count: 10).joined(separator: ","))]"
        for _ in 0..<60 { #expect(await post(ten, to: site).status == 200) }
        let refused = await post(Self.request("ping"), to: site)
        #expect(refused.status == 429 && refused.header("Retry-After") == "60")
        #expect(await post(Self.request("ping"), to: site, from: "198.51.100.1").status == 200)
        #expect(await post(Self.request("ping"), to: site, at: 61).status == 200)
    }
}
