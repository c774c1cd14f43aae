import OAuthProtocol
import Testing

@Suite struct FormParametersTests {
    private func read(_ form: String) throws(OAuthError) -> Parameters {
        try Parameters(form: Array(form.utf8))
    }

    @Test func `names and values are decoded once`() throws {
        let parameters = try read("a=1&b%20c=x+y%2Bz&d=%2525")
        #expect(parameters["a"] == "1")
        #expect(parameters["b c"] == "x y+z")
        #expect(parameters["d"] == "%25")
        #expect(parameters["e"] == nil)
    }

    @Test(arguments: ["", "&", "a", "a=", "&&a=&"])
    func `empty means absent`(form: String) throws {
        #expect(try read(form).names.isEmpty)
    }

    @Test func `only the first equals sign divides`() throws {
        #expect(try read("a=b=c==")["a"] == "b=c==")
    }

    @Test(arguments: ["a=1&a=1", "a=1&a=2", "a=&a=1", "a&a", "a=1&%61=2", "zz=1&zz=1"])
    func `a parameter that stands twice is refused, known or not, empty or not`(form: String) {
        #expect(throws: OAuthError(.invalidRequest, "")) { try read(form) }
    }

    @Test(arguments: ["resource", "audience"])
    func `resource and audience may stand more than once`(name: String) throws {
        let parameters = try read("\(name)=a&\(name)=&\(name)=b")
        #expect(parameters.all(name) == ["a", "b"])
        #expect(parameters[name] == "a")
    }

    @Test(arguments: ["a=%", "a=%4", "%zz=1", "a=%ff", "a=%c0%af", "a=1&b=%ed%a0%80"])
    func `a broken escape is refused`(form: String) {
        #expect(throws: OAuthError(.invalidRequest, "")) { try read(form) }
    }

    @Test func `octets that are not UTF-8 are refused`() {
        #expect(throws: OAuthError(.invalidRequest, "")) { try Parameters(form: [0x61, 0x3d, 0xff] as [UInt8]) }
    }

    @Test func `lengths are limited as the contract says`() throws {
        func value(_ count: Int) -> String { String(repeating: "x", count: count) }
        #expect(try read("grant_type=\(value(64))")["grant_type"]?.count == 64)
        #expect(throws: OAuthError.self) { try read("grant_type=\(value(65))") }
        #expect(try read("code=\(value(8192))")["code"]?.count == 8192)
        #expect(throws: OAuthError.self) { try read("code=\(value(8193))") }
        #expect(throws: OAuthError.self) { try read("unknown=\(value(8193))") }
        #expect(try read("\(value(128))=1").names.count == 1)
        #expect(throws: OAuthError.self) { try read("\(value(129))=1") }
    }

    @Test func `64 parameters are read and 65 are not`() throws {
        func form(_ count: Int) -> String { (0..<count).map { "p\($0)=1" }.joined(separator: "&") }
        #expect(try read(form(64)).names.count == 64)
        #expect(throws: OAuthError.self) { try read(form(65)) }
        #expect(throws: OAuthError.self) { try read(String(repeating: "resource=a&", count: 65)) }
    }

    @Test func `an error names a plain parameter and repeats nothing odd`() {
        func description(of form: String) -> String {
            do throws(OAuthError) {
                _ = try read(form)
                return ""
            } catch {
                return error.description
            }
        }
        #expect(description(of: "code=1&code=2").contains("code"))
        #expect(description(of: "%3Cb%3E=1&%3Cb%3E=2") == "the parameter (unprintable) is repeated")
        #expect(!description(of: "secret=hunter2&secret=hunter3").contains("hunter"))
    }

    @Test func `names that Unicode calls equivalent are two parameters`() throws {
        let parameters = try read("K=1&%E2%84%AA=2&%C3%A9=3&e%CC%81=4")
        #expect(["K", "\u{212a}", "\u{e9}", "e\u{301}"].map { parameters[$0] } == ["1", "2", "3", "4"])
    }

    @Test func `a survey goes on behind what is wrong, and says whose value cannot be relied on`() {
        let long = String(repeating: "x", count: 8193)
        let survey = Parameters.survey(form: Array("a=1&b=%zz&c=2&a=3&%zz=1&long=\(long)&d=4".utf8))
        #expect(survey.problem != nil)
        #expect(survey.parameters["c"] == "2")
        #expect(survey.parameters["d"] == "4")
        #expect(["a", "b", "long", "c", "d", "e"].map(survey.isReliable) == [false, false, false, true, true, true])
    }

    @Test func `a parameter behind the last one that is read does not count as absent`() {
        let many = (0..<64).map { "p\($0)=1" }.joined(separator: "&")
        let survey = Parameters.survey(form: Array("\(many)&redirect_uri=x".utf8))
        #expect(!survey.isReliable("redirect_uri") && !survey.isReliable("p0"))
        #expect(survey.problem?.description == "more than 64 parameters")
        #expect(Parameters.survey(form: Array("&&\(many)&&".utf8)).problem == nil)
    }

    /// What is not read costs nothing: no part of it is taken for a mistake that comes before it.
    @Test func `behind the last parameter that is read nothing is looked at`() {
        let many = (0..<64).map { "p\($0)=1" }.joined(separator: "&")
        let survey = Parameters.survey(form: Array("\(many)&p0=2&%zz=1&p1=%zz".utf8))
        #expect(survey.problem?.description == "more than 64 parameters")
        #expect(survey.parameters.names.count == 64)
        let unreadable = Parameters.survey(form: Array(String(repeating: "%zz&", count: 65).utf8))
        #expect(unreadable.isCut)
    }
}
