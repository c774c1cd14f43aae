import CardeaTesting
import OAuthProtocol
import OAuthServer
import Testing

/// What URIs must be on every way of registering.
@Suite struct RegisteredURIsTests {
    private func metadata(_ members: String, public isPublic: Bool = false) throws -> ClientMetadata {
        let object = try #require(try JSONParser.parse(Array("{\(members)}".utf8)).object)
        var metadata = ClientMetadata()
        metadata.redirectURIs = ["https://app.example/cb"].compactMap { RedirectURI($0) }
        metadata.authenticationMethod = isPublic ? .none : .clientSecret
        try metadata.update(from: object)
        return metadata
    }

    private func refusal(
        _ members: String, public isPublic: Bool = false, by registrant: RegisteredURIs.Registrant = .operator,
        allowing allowed: Set<String> = []
    ) throws -> OAuthError? {
        let metadata = try metadata(members, public: isPublic)
        do throws(OAuthError) {
            try RegisteredURIs(by: registrant, allowing: allowed).check(metadata)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        "initiate_login_uri", "jwks_uri", "sector_identifier_uri",
    ])
    func `what its specification wants https is https`(name: String) throws {
        #expect(try refusal(#""\#(name)":"https://app.example/x""#) == nil)
        let error = try #require(try refusal(#""\#(name)":"http://app.example/x""#))
        #expect(error.code == .invalidClientMetadata)
        #expect(error.description.hasPrefix("\(name) must be") && error.description.contains("https"))
    }

    @Test func `request objects lie behind https too, unless they are signed`() throws {
        #expect(try refusal(#""request_uris":["https://app.example/r"]"#) == nil)
        let plain = #""request_uris":["https://app.example/r","http://app.example/r"]"#
        let error = try refusal(plain)
        #expect(error?.code == .invalidClientMetadata)
        #expect(error?.description.contains("app.example:80 must be listed in outbound.allow") == true)
        #expect(try refusal(plain, allowing: ["app.example:80"]) == nil)
        let signed = plain + #","jwks_uri":"https://app.example/keys""#
        #expect(try refusal(signed) == nil)
        #expect(try refusal(signed + #","request_object_signing_alg":"none""#) != nil)
    }

    @Test func `what a later setting may allow is told of`() throws {
        let metadata = try metadata(
            #""request_uris":["http://app.example/r"],"backchannel_logout_uri":"http://app.example:81/out""#)
        let warnings = RegisteredURIs(by: .operator, allowing: []).warnings(of: metadata)
        try #require(warnings.count == 2 && warnings.allSatisfy { $0.contains("outbound.allow") })
        #expect(warnings[0].contains("app.example:80") && warnings[1].contains("app.example:81"))
        let all = RegisteredURIs(by: .operator, allowing: ["app.example:80", "app.example:81"])
        #expect(all.warnings(of: metadata).isEmpty)
    }

    @Test(arguments: ["jwks_uri", "sector_identifier_uri"])
    func `what outbound.allow lists may be plain http, but not where a browser is sent`(name: String) throws {
        #expect(try refusal(#""\#(name)":"http://Here.example:81/x""#, allowing: ["here.example:81"]) == nil)
        #expect(try refusal(#""\#(name)":"http://here.example/x""#, allowing: ["here.example:81"]) != nil)
        #expect(try refusal(#""initiate_login_uri":"http://here.example:81/x""#, allowing: ["here.example:81"]) != nil)
    }

    @Test(arguments: ["jwks_uri", "sector_identifier_uri", "backchannel_logout_uri"])
    func `an inside address is refused to strangers and the operator is warned`(name: String) throws {
        let member = #""\#(name)":"https://10.0.0.1:8443/x""#
        let error = try refusal(member, by: .dynamicClient)
        #expect(error?.code == .invalidClientMetadata)
        #expect(error?.description == "\(name) must be an address of the public internet")
        #expect(try refusal(member, by: .dynamicClient, allowing: ["10.0.0.1:8443"]) == nil)
        #expect(try refusal(member) == nil)
        let warnings = RegisteredURIs(by: .operator, allowing: []).warnings(of: try metadata(member))
        #expect(warnings.count == 1 && warnings[0].contains("before 10.0.0.1:8443 is listed in outbound.allow"))
        let exempt = RegisteredURIs(by: .operator, allowing: ["10.0.0.1:8443"])
        #expect(exempt.warnings(of: try metadata(member)).isEmpty)
    }

    @Test func `a public client gets no logout tokens over plain http`() throws {
        let uri = #""backchannel_logout_uri":"http://here.example:81/x""#
        #expect(try refusal(uri, allowing: ["here.example:81"]) == nil)
        #expect(try refusal(uri, by: .dynamicClient)?.description == "backchannel_logout_uri must be https")
        let error = try refusal(uri, public: true, allowing: ["here.example:81"])
        #expect(error?.description.contains("confidential") == true)
    }

    @Test(arguments: [
        #""client_uri":"app.example""#, #""logo_uri":"javascript:alert(1)""#, #""policy_uri":7"#, #""tos_uri":"""#,
        #""contacts":"me""#, #""application_type":"desktop""#, #""software_id":[]"#,
    ])
    func `an operator's slip in what people are shown is refused by name`(member: String) throws {
        let error = try #require(try refusal(member))
        #expect(error.code == .invalidClientMetadata)
        #expect(error.description.hasPrefix(member.dropFirst().prefix { $0 != "\"" }))
    }

    @Test(arguments: ["https://*.example.com/cb", "https://a.example/*", "https://a.example/cb?x=*", "com.a.b:/*"])
    func `a star is refused with the reason, whoever registers`(uri: String) throws {
        for (name, code) in [
            ("redirect_uris", OAuthError.Code.invalidRedirectURI),
            ("post_logout_redirect_uris", .invalidClientMetadata),
        ] {
            for registrant in [RegisteredURIs.Registrant.operator, .dynamicClient] {
                let error = try #require(try refusal(#""\#(name)":["\#(uri)"]"#, by: registrant))
                #expect(error.code == code)
                #expect(error.description.contains(uri) && error.description.contains("list each address in full"))
            }
        }
    }

    @Test(arguments: [
        ("http://app.localhost:3000/cb", "under localhost"), ("http://192.168.1.5/cb", "private network"),
        ("audiobookshelf://oauth", "without a dot"), ("com.Example.app:/cb", "capitals"),
    ])
    func `the operator's confidential clients may have it with a warning, others hear the rule`(
        uri: String, rule: String
    ) throws {
        let member = #""redirect_uris":["\#(uri)"]"#
        #expect(try refusal(member) == nil)
        let warnings = RegisteredURIs(by: .operator, allowing: []).warnings(of: try metadata(member))
        #expect(warnings.count == 1 && warnings[0].contains(uri) && warnings[0].contains(rule))
        for (isPublic, registrant) in [
            (true, RegisteredURIs.Registrant.operator), (false, .dynamicClient), (true, .dynamicClient),
        ] {
            let error = try #require(try refusal(member, public: isPublic, by: registrant))
            #expect(error.code == .invalidRedirectURI)
            #expect(error.description.contains(uri) && error.description.contains(rule))
        }
        #expect(RegisteredURIs(by: .operator, allowing: []).warnings(of: try metadata(#""client_name":"App""#)).isEmpty)
    }

    @Test func `a stranger's request objects over plain http are left out`() throws {
        let rules = RegisteredURIs(by: .dynamicClient, allowing: [])
        let metadata = try metadata(#""request_uris":["http://a.example/r","https://a.example/r"]"#)
        #expect(rules.withoutUseless(metadata).requestURIs.map(\.value) == ["https://a.example/r"])
    }

    @Test(arguments: [
        (#""redirect_uris":["https://*.a.example/cb"]"#, "invalid_redirect_uri"),
        (#""redirect_uris":["myapp://cb"]"#, "invalid_redirect_uri"),
        (#""redirect_uris":["http://10.0.0.1/cb"]"#, "invalid_redirect_uri"),
        (
            #""redirect_uris":["https://a.example/cb"],"initiate_login_uri":"http://a.example/in""#,
            "invalid_client_metadata"
        ),
        (#""redirect_uris":["https://a.example/cb"],"jwks_uri":"http://a.example/keys""#, "invalid_client_metadata"),
        (
            #""redirect_uris":["https://a.example/cb"],"backchannel_logout_uri":"http://a.example/out""#,
            "invalid_client_metadata"
        ),
    ])
    func `registration and metadata document hold to the same`(members: String, error: String) async throws {
        let documents = KeptDocuments()
        let server = try await TestServer.open(documents: documents)
        let reply = await server.register("{\(members)}")
        #expect(reply.status == 400 && reply.error == error)
        let id = "https://app.example/client.json"
        let text = #"{"client_id":"\#(id)","token_endpoint_auth_method":"none",\#(members)}"#
        documents.answer(FetchedDocument(mediaType: "application/json", octets: Array(text.utf8)), at: id)
        let page = await server.get("/oauth?\(server.request(of: id, to: "https://a.example/cb").encoded)")
        #expect(page.status == 400 && page.text.contains("metadata document"))
    }
}
