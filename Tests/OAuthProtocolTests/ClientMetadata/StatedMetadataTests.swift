import CardeaTesting
import OAuthProtocol
import Testing

/// What clients say of themselves (RFC 7591 §2).
@Suite struct StatedMetadataTests {
    private static let grants: Set<GrantType> = [.authorizationCode, .refreshToken]

    private func read(_ json: String, orElse method: ClientAuthenticationMethod = .clientSecretBasic) throws
        -> StatedMetadata
    {
        let object = try #require(try JSONParser.parse(Array(json.utf8)).object)
        return try StatedMetadata(of: object, grants: Self.grants, orElse: method)
    }

    private func refusal(of json: String) -> OAuthError? {
        do {
            _ = try read(json)
            return nil
        } catch {
            return error as? OAuthError
        }
    }

    @Test func `what is unknown, empty or null says nothing`() throws {
        let plain = try read(#"{"redirect_uris":["https://a.example/cb"]}"#)
        let adorned = try read(
            #"{"redirect_uris":["https://a.example/cb"],"logo_uri":"","client_uri":null,"scope":"","jwks":null,"x":{"y":[1]},"client_name":"","grant_types":[],"response_types":[],"contacts":[]}"#
        )
        #expect(plain == adorned)
    }

    @Test(arguments: [
        #"{"redirect_uris":["http://127.0.0.1/cb"]}"#, #"{"redirect_uris":["http://localhost:3000/cb"]}"#,
        #"{"redirect_uris":["http://[::1]/cb"]}"#, #"{"redirect_uris":["com.example.app:/cb"]}"#,
        #"{"redirect_uris":["https://a.example/cb"],"application_type":"native"}"#,
        #"{"redirect_uris":["http://127.0.0.1:33418/","https://vscode.dev/redirect"]}"#,
    ])
    func `a client on somebody's own machine that does not say how it authenticates has no secret`(json: String) throws
    {
        #expect(try read(json).metadata.authenticationMethod == .none)
    }

    @Test func `any other client has a secret unless it says otherwise`() throws {
        let uris = #""redirect_uris":["https://a.example/cb"]"#
        #expect(try read("{\(uris)}").metadata.authenticationMethod == .clientSecretBasic)
        #expect(try read("{\(uris)}", orElse: .none).metadata.authenticationMethod == .none)
        #expect(
            try read("{\(uris),\"token_endpoint_auth_method\":\"client_secret_post\"}").metadata.authenticationMethod
                == .clientSecretPost)
    }

    @Test func `a text is as long as its letters and accents together`() {
        let accents = String(repeating: "\u{301}", count: 200)
        let uris = #""redirect_uris":["https://a.example/cb"]"#
        #expect(refusal(of: "{\(uris),\"client_name\":\"e\(accents)\"}")?.code == .invalidClientMetadata)
        for name in ["software_id", "software_version"] {
            #expect((try? read("{\(uris),\"\(name)\":\"e\(accents)\"}"))?.metadata.information[name] == nil)
        }
    }

    @Test(arguments: [
        #""request_uris":["requests/1.jwt","/requests/2.jwt"]"#, #""request_uris":"https://a.example/r""#,
        #""client_uri":"//a.example""#, #""client_uri":7"#, #""logo_uri":"/logo.png""#, #""policy_uri":"policy""#,
        #""tos_uri":{}"#, #""contacts":"me@a.example""#, #""application_type":"desktop""#, #""software_id":{}"#,
        #""software_version":7"#, #""software_id":"a\u0007""#, #""require_auth_time":"yes""#,
        #""backchannel_logout_session_required":1"#, #""client_uri":"https://a.example/<x>""#,
    ])
    func `a bad value of what a client can do without is left out, and the answer says so`(member: String) throws {
        let uris = #""redirect_uris":["https://a.example/cb"]"#
        let stated = try read("{\(uris),\(member)}")
        #expect(stated == (try read("{\(uris)}")))
        let name = String(member.dropFirst().prefix { $0 != "\"" })
        #expect(stated.metadata.stated[name] == nil)
    }

    @Test func `of several places of request objects the good ones stay`() throws {
        let stated = try read(
            #"{"redirect_uris":["https://a.example/cb"],"request_uris":["x.jwt",7,"https://a.example/r.jwt#1"]}"#)
        #expect(stated.metadata.stated["request_uris"] == .strings(["https://a.example/r.jwt#1"]))
    }

    @Test(arguments: ["http://127.0.0.1/cb", "http://localhost:3000/cb", "com.example.app:/cb"])
    func `a client that says it is on the web is believed, and one that says it is native too`(uri: String) throws {
        let web = try read("{\"redirect_uris\":[\"\(uri)\"],\"application_type\":\"web\"}")
        #expect(web.metadata.authenticationMethod == .clientSecretBasic)
        #expect(web.metadata.stated["application_type"] == .string("web"))
        let native = try read("{\"redirect_uris\":[\"https://a.example/cb\"],\"application_type\":\"native\"}")
        #expect(native.metadata.authenticationMethod == .none)
    }

    @Test func `a client without the code grant has no response types`() throws {
        let object = try #require(
            try JSONParser.parse(
                Array(#"{"grant_types":["urn:ietf:params:oauth:grant-type:device_code"]}"#.utf8)
            ).object)
        let stated = try StatedMetadata(of: object, grants: [.deviceCode], orElse: .none)
        #expect(stated.metadata.stated["response_types"] == .array([]))
    }

    @Test func `grants and response types that it cannot have are left out`() throws {
        let stated = try read(
            #"{"redirect_uris":["https://a.example/cb"],"grant_types":["implicit","authorization_code","client_credentials","urn:x"],"response_types":["token","code","none"]}"#
        )
        #expect(stated.metadata.grantTypes == [.authorizationCode])
        #expect(stated.metadata.responseTypes == ["code"])
        for (member, value) in [("grant_types", "password"), ("response_types", "token")] {
            let error = refusal(of: #"{"redirect_uris":["https://a.example/cb"],"\#(member)":["\#(value)"]}"#)
            #expect(error?.code == .invalidClientMetadata)
            #expect(error?.description == "\(member) has nothing that a client may have here")
        }
    }

    @Test(arguments: [
        #""client_uri":"javascript:alert(1)""#, #""logo_uri":"data:image/svg+xml,<svg/>""#,
        #""initiate_login_uri":"http://a.example/login""#, #""initiate_login_uri":"/login""#,
        #""initiate_login_uri":7"#, #""client_name":7"#, #""scope":["openid"]"#, "\"scope\":\"a\u{e9}\"",
        #""jwks_uri":"file:///etc/passwd""#, #""jwks":{"keys":{}}"#, #""grant_types":"authorization_code""#,
        #""token_endpoint_auth_method":"tls_client_auth""#, #""id_token_signed_response_alg":"none""#,
        #""dpop_bound_access_tokens":true"#, #""backchannel_logout_uri":"gopher://a.example""#,
    ])
    func `a member of the wrong kind is refused by name`(member: String) throws {
        let error = try #require(refusal(of: "{\"redirect_uris\":[\"https://a.example/cb\"],\(member)}"))
        #expect(error.code == .invalidClientMetadata)
        let name = member.dropFirst().prefix { $0 != "\"" }
        #expect(error.description.contains(name))
    }

    @Test(arguments: [
        #"[]"#, #"["javascript:alert(1)"]"#, #"["data:text/html,x"]"#, #"["http://a.example/cb"]"#, #"["https://"]"#,
        #"["https://a.example/cb#f"]"#, #"["file:///etc/passwd"]"#, #"["https://a.example/c b"]"#,
        #"["https://a.example\\@evil.example/"]"#, #"[""]"#, #"[7]"#, #""https://a.example/cb""#, #"["/cb"]"#,
        #"["https://user@a.example/cb"]"#, #"["JAVASCRIPT:alert(1)"]"#, #"["vbscript:x"]"#,
        #"["blob:https://a.example/x"]"#,
    ])
    func `a redirect URI that nobody should be sent to is refused`(uris: String) throws {
        #expect(refusal(of: "{\"redirect_uris\":\(uris)}")?.code == .invalidRedirectURI)
    }

    @Test(arguments: [
        "cursor://anysphere.cursor-mcp/oauth/callback", "vscode://publisher.extension/cb", "com.example.app:/cb",
    ])
    func `private-use schemes have a dot, or belong to an editor that is known`(uri: String) throws {
        let metadata = try read("{\"redirect_uris\":[\"\(uri)\"]}").metadata
        #expect(metadata.redirectURIs.first?.isLocal == true)
        #expect(metadata.redirectURIs.first?.displayedHost == uri.prefix { $0 != ":" }.description)
    }

    @Test(arguments: [
        "skip_consent", "may_introspect", "resources", "default_resources", "claim_mapping", "access_token_lifetime",
        "access_token_format", "default_scope", "client_id", "client_secret",
    ])
    func `what is the operator's to decide is not a stranger's`(name: String) throws {
        let values = [
            "skip_consent": "true", "may_introspect": "true", "resources": "[\"https://api.example\"]",
            "default_resources": "[\"https://api.example\"]", "claim_mapping": "{\"role\":\"admin\"}",
            "access_token_lifetime": "86400", "access_token_format": "\"opaque\"", "default_scope": "\"admin\"",
            "client_id": "\"app\"", "client_secret": "\"mine\"",
        ]
        let plain = try read(#"{"redirect_uris":["https://a.example/cb"]}"#)
        let bold = try read("{\"redirect_uris\":[\"https://a.example/cb\"],\"\(name)\":\(values[name] ?? "1")}")
        #expect(plain == bold)
    }

    @Test func `the scope is what was asked for, for the server to judge`() throws {
        #expect(try read(#"{"redirect_uris":["https://a.example/cb"],"scope":"b a"}"#).scope == Scope(["b", "a"]))
        #expect(try read(#"{"redirect_uris":["https://a.example/cb"]}"#).scope == nil)
    }

    @Test func `more redirect URIs than anybody needs are refused`() {
        let uris = (0..<21).map { "\"https://a.example/\($0)\"" }.joined(separator: ",")
        #expect(refusal(of: "{\"redirect_uris\":[\(uris)]}")?.code == .invalidClientMetadata)
    }

    @Test func `what is told holds what counts, and nothing empty or null`() throws {
        let told = try read(
            #"{"redirect_uris":["https://a.example/cb"],"client_name":"A","contacts":[],"tos_uri":"https://a.example/tos"}"#
        ).metadata.stated
        #expect(
            told.members.map(\.name)
                == [
                    "client_name", "redirect_uris", "grant_types", "response_types", "token_endpoint_auth_method",
                    "tos_uri", "scope",
                ])
    }
}

/// Identifiers that are addresses of documents.
@Suite struct ClientDocumentURITests {
    @Test(arguments: [
        "https://app.example/client.json", "https://app.example:8443/a/b?c=d", "https://app.example/a..b/",
        "http://127.0.0.1:8080/client",
    ])
    func `an address with a path is one`(text: String) {
        #expect(ClientDocumentURI(ClientID(text))?.value == text)
    }

    @Test(arguments: [
        "https://app.example", "https://app.example/", "https://app.example/a#b", "https://user@app.example/a",
        "https://app.example/a/../b", "https://app.example/./b", "https://app.example/a/%2e%2E/b", "https:///a",
        "https://app.example/a/..", "ftp://app.example/a", "app", "https:app.example/a", "https://app.example/a b",
        "https://app.example\\a/b", "",
    ])
    func `anything else is not`(text: String) {
        #expect(ClientDocumentURI(ClientID(text)) == nil)
    }

    @Test func `one that is longer than any needs to be is not`() {
        #expect(ClientDocumentURI(ClientID("https://app.example/\(String(repeating: "a", count: 1005))")) == nil)
    }

    @Test func `the host is in lower case, and the port always known`() {
        let uri = ClientDocumentURI(ClientID("https://App.Example/a"))
        #expect(uri?.host == "app.example")
        #expect(uri?.hostAndPort == "app.example:443")
        #expect(ClientDocumentURI(ClientID("http://127.0.0.1:81/a"))?.hostAndPort == "127.0.0.1:81")
    }
}
