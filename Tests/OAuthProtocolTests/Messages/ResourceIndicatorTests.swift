import OAuthProtocol
import Testing

@Suite struct ResourceIndicatorTests {
    @Test(arguments: [
        "https://api.example", "https://api.example/", "https://api.example/v1?x=1", "urn:example:api",
        "https://[::1]:8/a",
    ])
    func `an absolute URI without fragment names a resource`(text: String) {
        #expect(ResourceIndicator(text)?.value == text)
    }

    @Test(arguments: [
        "", "api", "/v1", "//api.example", "https:", "https://api.example/#", "https://api.example/#x",
        "https://api example/",
        "https://api.example/\\", "1https://api.example",
    ])
    func `anything else does not`(text: String) {
        #expect(ResourceIndicator(text) == nil)
    }

    @Test func `a host with and without a slash is one resource, and nothing else is normalised`() {
        #expect(ResourceIndicator("https://a.example") == ResourceIndicator("https://a.example/"))
        #expect(ResourceIndicator("https://a.example")?.hashValue == ResourceIndicator("https://a.example/")?.hashValue)
        for other in [
            "https://a.example//", "https://A.example", "https://a.example:443", "http://a.example",
            "https://a.example?",
            "https://a.example/x",
        ] {
            #expect(ResourceIndicator("https://a.example") != ResourceIndicator(other))
        }
        #expect(ResourceIndicator("https://a.example/x") != ResourceIndicator("https://a.example/x/"))
    }
}
