import OAuthProtocol
import Testing

@Suite struct ClientMetadataTests {
    private func read(_ json: String) throws -> ClientMetadata {
        try ClientMetadata(json: try #require(try JSONParser.parse(Array(json.utf8)).object))
    }

    private func refusal(of member: String, _ value: String) -> OAuthError? {
        let json = #"{"redirect_uris":["https://app.example/cb"]}"#
        do {
            var metadata = try read(json)
            guard let change = try JSONParser.parse(Array("{\"\(member)\":\(value)}".utf8)).object else { return nil }
            try metadata.update(from: change)
            try metadata.validate()
            return nil
        } catch {
            return error as? OAuthError
        }
    }

    @Test func `what is given is what is shown`() throws {
        let json = """
            {"client_name":"App","redirect_uris":["https://app.example/cb","com.example.app:/cb"],\
            "grant_types":["authorization_code","refresh_token","client_credentials"],"response_types":["code"],\
            "token_endpoint_auth_method":"client_secret_basic","scope":"openid a b","default_scope":"a",\
            "resources":["https://api.example/"],"id_token_signed_response_alg":"ES256","access_token_format":"opaque",\
            "access_token_lifetime":60,"default_max_age":0,"require_pkce":true,"may_introspect":true,"skip_consent":true,\
            "client_uri":"https://app.example","contacts":["a@example.com"]}
            """
        let metadata = try read(json)
        for (name, value) in try #require(try JSONParser.parse(Array(json.utf8)).object).members {
            #expect(metadata.json[name] == value)
        }
        #expect(try ClientMetadata(json: metadata.json) == metadata)
    }

    @Test(arguments: [
        (#""client_name":"Caf\u00e9""#, #""client_name":"Cafe\u0301""#),
        (#""claim_mapping":{"caf\u00e9":"roles"}"#, #""claim_mapping":{"cafe\u0301":"roles"}"#),
        (#""default_acr_values":["\u00e9"]"#, #""default_acr_values":["e\u0301"]"#),
        (#""client_uri":"https://a.example/\u212a""#, #""client_uri":"https://a.example/K""#),
    ])
    func `metadata that look alike and are not the same octets are different`(first: String, second: String) throws {
        let both = try [first, second].map { try read("{\"redirect_uris\":[\"https://app.example/cb\"],\($0)}") }
        #expect(both[0] != both[1])
        #expect(both[0] == both[0] && both[1] == both[1])
    }

    @Test func `everything that is wrong with the whole is found, and what each lies between`() throws {
        var metadata = ClientMetadata()
        try metadata.update(from: [
            "token_endpoint_auth_method": .string("none"), "scope": .string("openid"),
            "default_scope": .string("openid x"),
            "grant_types": .strings(["authorization_code", "client_credentials"]),
            "request_object_signing_alg": .string("RS256"),
        ])
        #expect(
            metadata.faults.map(\.members) == [
                ["redirect_uris", "grant_types"], ["grant_types", "token_endpoint_auth_method"],
                ["default_scope", "scope"],
                ["request_object_signing_alg", "jwks", "jwks_uri"],
            ])
        #expect(metadata.faults[2].error.description == "default_scope must be within scope, and x is not")
    }

    @Test func `a name is as long as its letters and accents together`() throws {
        let accents = String(repeating: "\u{301}", count: 199)
        #expect(
            try read("{\"redirect_uris\":[\"https://app.example/cb\"],\"client_name\":\"e\(accents)\"}").name != nil)
        #expect(refusal(of: "client_name", "\"e\(accents)\u{301}\"")?.code == .invalidClientMetadata)
    }

    @Test func `the defaults are those of the contract`() throws {
        let metadata = try read(#"{"redirect_uris":["https://app.example/cb"]}"#)
        #expect(metadata.grantTypes == [.authorizationCode, .refreshToken])
        #expect(metadata.authenticationMethod == .clientSecret)
        #expect(metadata.scope.description == "openid profile email")
        #expect(metadata.effectiveDefaultScope == metadata.scope)
        #expect(metadata.idTokenAlgorithm == .rs256)
        #expect(!metadata.mayIntrospect && !metadata.skipsConsent && !metadata.requiresPKCE)
    }

    @Test func `null returns a member to its default`() throws {
        var metadata = try read(
            #"{"redirect_uris":["https://app.example/cb"],"scope":"a","may_introspect":true,"client_uri":"x"}"#)
        try metadata.update(from: ["scope": .null, "may_introspect": .null, "client_uri": .null, "client_name": .null])
        #expect(metadata.scope == ClientMetadata().scope)
        #expect(!metadata.mayIntrospect)
        #expect(metadata.json["client_uri"] == nil)
    }

    @Test(arguments: [
        #""javascript:alert(1)""#, #""data:text/html,x""#, #""http://app.example/cb""#, #""https://app.example/cb#x""#,
        #""https://*.example/cb""#.replacing("*", with: "a b"), #""https://user@app.example/""#, #""""#, #""/cb""#,
    ])
    func `a redirect URI that would send codes astray is refused`(uri: String) {
        #expect(refusal(of: "redirect_uris", "[\(uri)]")?.code == .invalidRedirectURI)
    }

    @Test(
        arguments: [
            ("https://user@app.example/", "user information"), ("http://app.example/cb", "is plain http"),
            ("https://app.example/cb#f", "has a fragment"), ("javascript:alert(1)", "that browsers act on"),
            ("HTTPS://app.example/cb", "in capitals"), ("app:", "nothing after its scheme"),
            ("/cb", "not an absolute URI"),
        ],
        [("redirect_uris", OAuthError.Code.invalidRedirectURI), ("post_logout_redirect_uris", .invalidClientMetadata)])
    func `the refusal of a redirect URI says which it is, and the rule`(
        uri: (text: String, rule: String), member: (name: String, code: OAuthError.Code)
    ) throws {
        let error = try #require(refusal(of: member.name, "[\"https://app.example/\",\"\(uri.text)\"]"))
        #expect(error.code == member.code)
        #expect(error.description.contains("\(member.name): \(uri.text) ") && error.description.contains(uri.rule))
    }

    @Test func `a client that asks for codes needs a redirect URI`() {
        #expect(refusal(of: "redirect_uris", "[]")?.code == .invalidRedirectURI)
    }

    @Test(arguments: [
        ("redirect_uris", "\"https://app.example/cb\""), ("redirect_uris", "[1]"), ("redirect_uris", "{}"),
    ])
    func `a list of redirect URIs is an array of strings`(member: String, value: String) {
        #expect(refusal(of: member, value)?.code == .invalidRedirectURI)
    }

    @Test(arguments: [
        ("grant_types", #"["implicit"]"#), ("grant_types", #"["password"]"#), ("grant_types", "\"authorization_code\""),
        ("response_types", #"["token"]"#), ("token_endpoint_auth_method", "\"client_secret_jwt\""),
        ("token_endpoint_auth_method", "1"), ("scope", #""a\\b""#), ("scope", "[\"a\"]"),
        ("default_scope", "\"admin\""),
        ("resources", #"["api"]"#), ("id_token_signed_response_alg", "\"none\""),
        ("id_token_signed_response_alg", "\"HS256\""),
        ("access_token_format", "\"xml\""), ("access_token_lifetime", "0"), ("access_token_lifetime", "-1"),
        ("access_token_lifetime", "86401"), ("access_token_lifetime", "1.5"), ("access_token_lifetime", "\"60\""),
        ("default_max_age", "-1"), ("require_pkce", "1"), ("may_introspect", "\"true\""), ("skip_consent", "0"),
        ("client_name", "\"\""), ("client_name", "1"), ("unknown", "1"), ("client_secret", "\"x\""), ("instance", "1"),
    ])
    func `a member out of bounds is refused by its name`(member: String, value: String) throws {
        let error = try #require(refusal(of: member, value))
        #expect(error.code == .invalidClientMetadata)
        #expect(error.description.contains(member))
    }

    @Test func `lists and names have an end`() {
        let many = (0..<101).map { "\"https://app.example/\($0)\"" }.joined(separator: ",")
        #expect(refusal(of: "redirect_uris", "[\(many)]")?.code == .invalidRedirectURI)
        #expect(refusal(of: "client_name", "\"\(String(repeating: "n", count: 201))\"") != nil)
    }

    @Test func `a client that authenticates with a key has one, and may act for itself`() throws {
        let usual = #""redirect_uris":["https://app.example/cb"],"token_endpoint_auth_method":"private_key_jwt""#
        #expect(throws: OAuthError.self) { try read("{\(usual)}") }
        let keyed = #""jwks_uri":"https://app.example/keys","grant_types":["client_credentials"]"#
        let metadata = try read("{\(usual),\(keyed),\"token_endpoint_auth_signing_alg\":\"ES256\"}")
        #expect(metadata.isConfidential && !metadata.authenticationMethod.usesSecret)
        #expect(metadata.authenticationAlgorithm == .es256)
        for algorithm in ["none", "HS256", "x"] {
            #expect(throws: OAuthError.self) {
                try read("{\(usual),\(keyed),\"token_endpoint_auth_signing_alg\":\"\(algorithm)\"}")
            }
        }
    }

    @Test(arguments: ["client_credentials", "urn:ietf:params:oauth:grant-type:token-exchange"])
    func `a public client cannot act for itself, nor exchange`(grant: String) {
        let member = #"["\#(grant)"],"token_endpoint_auth_method":"none""#
        #expect(refusal(of: "grant_types", member)?.code == .invalidClientMetadata)
    }
}
