import OAuthProtocol
import Testing

/// Where the server fetches and posts.
@Suite struct WebURITests {
    @Test(arguments: [
        ("https://app.example/keys?x=1", "app.example"), ("http://localhost:8080/keys", "localhost"),
        ("https://APP.Example", "app.example"), ("https://[::1]:443/", "[::1]"),
    ])
    func `an http or https URI with a host is taken as it is written`(text: String, host: String) throws {
        let uri = try #require(WebURI(text))
        #expect(uri.value == text && uri.host == host)
    }

    @Test(arguments: [
        "", "app.example", "//app.example/", "https://", "https:///x", "https:app.example", "ftp://app.example/",
        "javascript:alert(1)", "https://app.example/#x", "https://app.example/#", "https://user@app.example/",
        "https://app.example:99999/", "https://app.example/ x", "https://app.example\\@evil.example/",
        "HTTPS://app.example/",
        "https://app.example/\u{301}", "https://app.example/\(String(repeating: "a", count: 2048))",
    ])
    func `anything else is not`(text: String) {
        #expect(WebURI(text) == nil)
    }

    @Test func `a request URI may have a fragment, which names no other document`() throws {
        let registered = try #require(RequestURI("https://app.example/r#one"))
        #expect(registered.value == "https://app.example/r#one")
        #expect(registered.document.value == "https://app.example/r")
        for text in ["https://app.example/r", "https://app.example/r#two", "https://app.example/r#"] {
            #expect(try registered.matches(#require(RequestURI(text))))
        }
        for text in ["https://app.example/", "https://app.example/r?", "https://app.example/R", "http://app.example/r"]
        {
            #expect(try !registered.matches(#require(RequestURI(text))))
        }
    }

    @Test func `a request URI has at most 512 characters`() {
        let start = "https://app.example/"
        #expect(RequestURI(start + String(repeating: "a", count: 512 - start.utf8.count)) != nil)
        #expect(RequestURI(start + String(repeating: "a", count: 513 - start.utf8.count)) == nil)
        for text in ["https://app.example/r##", "https://app.example/#\u{301}", "#", "https://app.example/#a b"] {
            #expect(RequestURI(text)?.document.value != "https://evil.example/")
        }
        #expect(RequestURI("https://app.example/#\u{301}") == nil)
        #expect(RequestURI("https://app.example/#a b") == nil)
    }
}
