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

    @Test(arguments: [
        ("https://a.example", "https://a.example/"), ("https://a.example", "https://A.Example"),
        ("https://a.example", "HTTPS://a.example:443/"), ("https://a.example:0443", "https://a.example/"),
        ("http://a.example/x", "http://a.example:80/x"), ("https://a.example?x", "https://a.example/?x"),
        ("https://[::A]:8/", "https://[::a]:08"), ("URN:example:b", "urn:example:b"), ("app://a", "app://a/"),
    ])
    func `what a browser makes one URL of is one resource`(left: String, right: String) {
        #expect(ResourceIndicator(left) == ResourceIndicator(right))
        #expect(ResourceIndicator(left)?.hashValue == ResourceIndicator(right)?.hashValue)
        #expect(ResourceIndicator(right)?.value == right)
    }

    @Test(arguments: [
        ("https://a.example", "https://a.example//"), ("https://a.example", "http://a.example"),
        ("https://a.example", "https://a.example?"), ("https://a.example", "https://a.example/x"),
        ("https://a.example", "https://a.example:80"), ("http://a.example", "http://a.example:443"),
        ("https://a.example/x", "https://a.example/x/"), ("https://a.example/x", "https://a.example/X"),
        ("https://a.example/x", "https://a.example/y/../x"), ("https://a.example/x", "https://a.example/%78"),
        ("https://a.example/%2f", "https://a.example/%2F"), ("urn:example:b", "urn:example:B"),
        ("https://a.example", "https://a.example."), ("https://a.example", "https://u@a.example"),
        ("app://a:443", "app://a"),
    ])
    func `whatever else differs is another resource`(left: String, right: String) {
        #expect(ResourceIndicator(left) != ResourceIndicator(right))
    }

    @Test(
        arguments: [
            ("https://a.example", ""), ("https://a.example/", ""), ("https://a.example/mcp", "/mcp"),
            ("https://a.example:8/mcp/", "/mcp/"), ("https://a.example/mcp?x=1", "/mcp?x=1"),
            ("https://a.example?x", "?x"),
            ("urn:example:b", nil),
        ] as [(String, String?)])
    func `its metadata have a place by path and query`(text: String, path: String?) {
        #expect(ResourceIndicator(text)?.metadataPath == path)
    }
}
