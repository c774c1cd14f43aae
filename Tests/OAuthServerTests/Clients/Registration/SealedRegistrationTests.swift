import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import Testing

/// How long the identifiers are that carry a registration: products keep them in columns of 255 characters.
@Suite struct SealedRegistrationTests {
    /// As these clients register, by their own sources and by what they were seen to send.
    private static let usual = [
        #"""
        {"client_name":"Claude","redirect_uris":["https://claude.ai/api/mcp/auth_callback"],
         "grant_types":["authorization_code","refresh_token"],"response_types":["code"],
         "token_endpoint_auth_method":"client_secret_post","scope":"openid profile email"}
        """#,
        #"""
        {"client_name":"Claude Code (cardea)","redirect_uris":["http://localhost:54545/callback"],
         "grant_types":["authorization_code","refresh_token"],"response_types":["code"],
         "token_endpoint_auth_method":"none"}
        """#,
        #"""
        {"client_name":"MCP Inspector","client_uri":"https://github.com/modelcontextprotocol/inspector",
         "redirect_uris":["http://localhost:6274/oauth/callback"],"grant_types":["authorization_code","refresh_token"],
         "response_types":["code"],"token_endpoint_auth_method":"none","scope":""}
        """#,
        #"""
        {"client_name":"Cursor","redirect_uris":["cursor://anysphere.cursor-retrieval/oauth/user-1234567-mcp/callback"],
         "grant_types":["authorization_code","refresh_token"],"response_types":["code"],
         "token_endpoint_auth_method":"none"}
        """#,
        #"""
        {"application_type":"native","redirect_uris":["http://127.0.0.1:3030/callback"],
         "token_endpoint_auth_method":"none","scope":"openid profile email offline_access"}
        """#,
    ]

    @Test(arguments: usual) func `the usual registrations fit into 255 characters`(json: String) async throws {
        let server = try await TestServer.open()
        let registered = await server.register(json)
        let id = try #require(registered["client_id"], "\(registered.json)")
        #expect(id.utf8.count <= 255, "\(id.utf8.count)")
    }

    @Test func `whatever was registered is read back as it was`() async throws {
        let server = try await TestServer.open()
        let registered = await server.register(
            #"""
            {"client_name":"Zoë \u0001 \"],\"http","redirect_uris":["https://a.example/callback","http://127.0.0.1/"],
             "client_uri":"https://a.example/","contacts":["a@a.example","none\","],"scope":"openid offline_access"}
            """#.replacing(#"\u0001"#, with: "\u{7f3a}"))
        #expect(registered.status == 201, "\(registered.json)")
        let read = await server.registration(
            "GET", of: registered["client_id"], token: registered["registration_access_token"])
        #expect(read.json == registered.json)
        #expect(read["client_name"] == "Zoë \u{7f3a} \"],\"http")
    }
}
