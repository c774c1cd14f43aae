import OAuthProtocol
import Testing

/// The claims of a request object as parameters (RFC 9101 §4), and how they supersede those around it.
@Suite struct RequestObjectParametersTests {
    private func read(_ json: String) throws -> Parameters {
        try Parameters(requestObject: try #require(try JSONParser.parse(Array(json.utf8)).object))
    }

    @Test func `text, numbers and the objects that OpenID Connect names`() throws {
        let parameters = try read(
            """
            {"iss":"app","aud":["a","b"],"exp":1,"nbf":1,"iat":1,"jti":"j","sub":"app","scope":"openid","max_age":0,\
            "state":"","nonce":null,"claims":{"id_token":{}},"registration":{"a":1},"resource":["https://a.example"],\
            "extension":"x","vendor":{"a":[true]}}
            """)
        #expect(parameters.names == ["scope", "max_age", "claims", "registration", "resource", "extension"])
        #expect(parameters["max_age"] == "0")
        #expect(parameters["claims"] == #"{"id_token":{}}"#)
        #expect(parameters["registration"] == #"{"a":1}"#)
    }

    @Test(arguments: [
        #"{"state":["s"]}"#, #"{"scope":["openid"]}"#, #"{"prompt":true}"#, #"{"client_id":{}}"#, #"{"claims":["a"]}"#,
        #"{"resource":["https://a.example",null]}"#, #"{"audience":[1]}"#, #"{"request":""}"#, #"{"request_uri":null}"#,
        #"{"max_age":[60]}"#, #"{"code_challenge":false}"#,
    ])
    func `a parameter that means something must be of its type`(json: String) {
        #expect(throws: OAuthError(.invalidRequestObject, "")) { try read(json) }
    }

    @Test func `the limits are those of any request`() throws {
        let long = String(repeating: "x", count: 8192)
        #expect(try read("{\"state\":\"\(long)\"}")["state"] == long)
        for json in [
            "{\"state\":\"\(long)x\"}", "{\"\(String(repeating: "n", count: 129))\":1}",
            "{\((0..<65).map { "\"p\($0)\":1" }.joined(separator: ","))}",
            "{\"claims\":{\"id_token\":{\"\(long)\":null}}}",
        ] {
            #expect(throws: OAuthError(.invalidRequestObject, "")) { try read(json) }
        }
    }

    @Test func `what both name counts as the object says, and alone only the object counts`() throws {
        let outer = Parameters.survey(
            form: Array("client_id=app&state=outer&nonce=n&resource=a&resource=b&request=x&request_uri=y".utf8))
        let object = try read(#"{"state":"inner","resource":"c","scope":"openid"}"#)
        let both = outer.superseded(by: object, alone: false).parameters
        #expect(both.names == ["client_id", "state", "nonce", "resource", "scope"])
        #expect(both["state"] == "inner" && both.all("resource") == ["c"])
        let alone = outer.superseded(by: object, alone: true).parameters
        #expect(alone.names == ["client_id", "state", "resource", "scope"])
    }

    @Test func `of two problems the first counts`() {
        let broken = Parameters.survey(form: Array("a=1&a=2".utf8))
        #expect(broken.refused(because: OAuthError(.invalidRequestObject, "")).problem?.code == .invalidRequest)
        let good = Parameters.survey(form: Array("a=1".utf8))
        #expect(good.refused(because: OAuthError(.invalidRequestObject, "")).problem?.code == .invalidRequestObject)
    }
}
