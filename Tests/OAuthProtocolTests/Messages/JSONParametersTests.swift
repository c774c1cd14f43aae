import OAuthProtocol
import Testing

@Suite struct JSONParametersTests {
    private static let known: Set<String> = ["grant_type", "code", "client_id", "resource", "audience"]

    private func read(_ json: String) throws(OAuthError) -> Parameters {
        try Parameters(json: Array(json.utf8), known: Self.known)
    }

    @Test func `strings are read, and numbers where strings are meant`() throws {
        let parameters = try read(#"{"code":"abc","client_id":8}"#)
        #expect(parameters["code"] == "abc")
        #expect(parameters["client_id"] == "8")
    }

    @Test(arguments: [#"{"code":null}"#, #"{"code":""}"#, "{}", #"{"resource":[]}"#, #"{"resource":[""]}"#])
    func `null and empty mean absent`(json: String) throws {
        #expect(try read(json).names.isEmpty)
    }

    @Test(arguments: [
        #"{"code":true}"#, #"{"code":[]}"#, #"{"code":["a"]}"#, #"{"code":{}}"#, #"{"resource":{}}"#,
        #"{"resource":[1]}"#,
        #"{"resource":[null]}"#, #"{"resource":[["a"]]}"#, #"{"resource":true}"#,
    ])
    func `any other type where a string is meant is refused`(json: String) {
        #expect(throws: OAuthError(.invalidRequest, "")) { try read(json) }
    }

    @Test(arguments: ["true", "[1,[2]]", "{\"code\":\"no\"}", "1.5", "null"])
    func `an unknown member may be of any type`(value: String) throws {
        #expect(try read("{\"x-extra\":\(value),\"code\":\"yes\"}").names == ["code"])
    }

    @Test(arguments: [
        #"{"code":"a","code":"a"}"#, #"{"x":1,"x":1}"#, #"{"code":null,"code":"a"}"#, #"{"code":"a","\u0063ode":"a"}"#,
    ])
    func `a member that stands twice is refused, known or not`(json: String) {
        #expect(throws: OAuthError(.invalidRequest, "")) { try read(json) }
    }

    @Test(arguments: [#"{"x":{"a":1,"a":2},"code":"yes"}"#, #"{"x":[[[[{"a":{"a":null}}]]]],"code":"yes"}"#])
    func `what is inside an unknown parameter is nobody's business`(json: String) throws {
        #expect(try read(json)["code"] == "yes")
    }

    @Test func `resource and audience may stand as members of their own`() throws {
        #expect(try read(#"{"resource":"a","resource":["b"]}"#).all("resource") == ["a", "b"])
    }

    @Test func `an unknown parameter is measured too, in characters`() throws {
        let long = String(repeating: "é", count: Limits.valueLength)
        #expect(try read("{\"x\":\"\(long)\",\"code\":\"\(long)\"}")["code"] == long)
        #expect(throws: OAuthError(.invalidRequest, "")) { try read("{\"x\":\"\(long)e\"}") }
    }

    @Test func `a resource may be an array of strings`() throws {
        #expect(try read(#"{"resource":["a","","b"]}"#).all("resource") == ["a", "b"])
        #expect(try read(#"{"resource":"a"}"#).all("resource") == ["a"])
        #expect(try read(#"{"resource":"a","resource":["b"]}"#).all("resource") == ["a", "b"])
    }

    @Test(arguments: ["", "[]", "\"a\"", "1", "null", "{", "{}{}", "a=1"])
    func `anything but one object is refused`(json: String) {
        #expect(throws: OAuthError(.invalidRequest, "")) { try read(json) }
    }

    @Test func `the limits are those of a form`() throws {
        func value(_ count: Int) -> String { String(repeating: "x", count: count) }
        #expect(throws: OAuthError.self) { try read("{\"grant_type\":\"\(value(65))\"}") }
        #expect(throws: OAuthError.self) { try read("{\"code\":\"\(value(8193))\"}") }
        #expect(throws: OAuthError.self) { try read("{\"\(value(129))\":1}") }
        let many = (0..<65).map { "\"p\($0)\":1" }.joined(separator: ",")
        #expect(throws: OAuthError.self) { try read("{\(many)}") }
        let resources = (0..<65).map { "\"\($0)\"" }.joined(separator: ",")
        #expect(throws: OAuthError.self) { try read("{\"resource\":[\(resources)]}") }
    }
}
