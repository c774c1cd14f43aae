import OAuthProtocol
import Testing

/// The `claims` parameter (OpenID Connect Core §5.5).
@Suite struct ClaimsRequestTests {
    private func read(_ json: String) throws -> ClaimsRequest? {
        ClaimsRequest(json: try #require(try JSONParser.parse(Array(json.utf8)).object))
    }

    @Test func `the example of the specification is read as it means`() throws {
        let request = try #require(
            try read(
                """
                {"userinfo":{"given_name":{"essential":true},"nickname":null,"email":{"essential":true},\
                "http://example.info/claims/groups":null},\
                "id_token":{"auth_time":{"essential":true},"acr":{"values":["urn:mace:incommon:iap:silver"]}}}
                """))
        #expect(
            request.userInfo == [
                .init("given_name", isEssential: true), .init("nickname"), .init("email", isEssential: true),
                .init("http://example.info/claims/groups"),
            ])
        #expect(
            request.idToken == [
                .init("auth_time", isEssential: true),
                .init("acr", values: [.string("urn:mace:incommon:iap:silver")]),
            ])
        #expect(request.names.count == 6)
        #expect(ClaimsRequest(json: request.json) == request)
    }

    @Test(arguments: [
        #"{}"#, #"{"userinfo":null}"#, #"{"id_token":{},"userinfo":{}}"#, #"{"verified_claims":[1,2]}"#,
        #"{"id_token":null,"other":"x"}"#,
    ])
    func `what asks for nothing is an empty request`(json: String) throws {
        #expect(try read(json) == ClaimsRequest())
    }

    @Test func `one value, several and other members of a wish`() throws {
        let request = try read(
            #"{"id_token":{"sub":{"value":"248289"},"acr":{"essential":true,"values":["2",1]},"a":{"x":{"y":1}}}}"#)
        #expect(request?.idToken[0].values == [.string("248289")])
        #expect(request?.idToken[1].values == [.string("2"), .integer(1)])
        #expect(request?.idToken[1].isEssential == true)
        #expect(request?.idToken[2] == .init("a"))
    }

    @Test(arguments: [
        #"{"id_token":[]}"#, #"{"id_token":"sub"}"#, #"{"userinfo":1}"#, #"{"userinfo":true}"#,
        #"{"id_token":{"acr":"2"}}"#, #"{"id_token":{"acr":true}}"#, #"{"id_token":{"acr":["2"]}}"#,
        #"{"userinfo":{"email":1}}"#,
    ])
    func `anything but objects where objects must stand is refused`(json: String) throws {
        #expect(try read(json) == nil)
    }

    @Test func `a hundred claims in each place are the most`() throws {
        func claims(_ count: Int) -> String {
            "{\"id_token\":{\((0..<count).map { "\"c\($0)\":null" }.joined(separator: ","))}}"
        }
        #expect(try read(claims(100))?.idToken.count == 100)
        #expect(try read(claims(101)) == nil)
    }

    @Test(arguments: [
        #"{"id_token":{"sub":{"value":null}}}"#, #"{"id_token":{"sub":{"values":"x"}}}"#,
        #"{"id_token":{"sub":{"essential":"yes","values":[[[[]]]]}}}"#, #"{"id_token":{"":{}}}"#,
        #"{"id_token":{"\u0000":{"value":{"a":{"b":[]}}}}}"#, #"{"id_token":{"acr":{"values":[]}}}"#,
        #"{"id_token":{"a":{"value":1e999}},"userinfo":{"a":{"value":-0}}}"#,
    ])
    func `hostile wishes are read without harm and come back as they are`(json: String) throws {
        let request = try #require(try read(json))
        #expect(ClaimsRequest(json: request.json) == request)
    }

    @Test func `no text, however it is cut or changed, does harm`() throws {
        let good = Array(
            #"{"userinfo":{"email":{"essential":true}},"id_token":{"acr":{"values":["1","2"]},"sub":{"value":"x"}}}"#
                .utf8)
        let wild: [UInt8] = [0x00, 0x22, 0x5b, 0x5d, 0x7b, 0x7d, 0x3a, 0x2c, 0x5c, 0x6e, 0x30, 0xff]
        for index in good.indices {
            for octet in wild {
                var text = good
                text[index] = octet
                for variant in [text, Array(text[..<index]), Array(text[index...])] {
                    guard let object = (try? JSONParser.parse(variant))?.object else { continue }
                    guard let request = ClaimsRequest(json: object) else { continue }
                    #expect(ClaimsRequest(json: request.json) == request)
                }
            }
        }
    }
}
