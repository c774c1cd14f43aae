import OAuthProtocol
import Testing

/// The right values are those of `new URL(text).origin` in Chromium.
@Suite struct BrowserOriginTests {
    @Test(arguments: [
        ("https://auth.example", "https://auth.example"),
        ("https://auth.example:443/a", "https://auth.example"),
        ("https://auth.example:0443", "https://auth.example"),
        ("https://auth.example:08443", "https://auth.example:8443"),
        ("https://auth.example:80", "https://auth.example:80"),
        ("http://auth.example:80/", "http://auth.example"),
        ("http://auth.example:443", "http://auth.example:443"),
        ("HTTPS://Auth.EXAMPLE", "https://auth.example"),
        ("https://auth.example.", "https://auth.example."),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
        ("https://a_b.example", "https://a_b.example"),
        ("https://192.0.2.1:8443", "https://192.0.2.1:8443"),
        ("https://1.2.3.example", "https://1.2.3.example"),
        ("https://0xg", "https://0xg"),
        ("https://[2001:DB8:0:0:0:0:0:1]", "https://[2001:db8::1]"),
        ("https://[2001:0db8::0001]:443", "https://[2001:db8::1]"),
        ("https://[2001:db8:0:1:1:1:1:1]", "https://[2001:db8:0:1:1:1:1:1]"),
        ("https://[1:0:0:2:0:0:0:3]", "https://[1:0:0:2::3]"),
        ("https://[1:0:0:2:3:0:0:4]", "https://[1::2:3:0:0:4]"),
        ("https://[0:0:0:0:0:0:0:0]", "https://[::]"),
        ("https://[1:2:3:4:5:6:0:0]", "https://[1:2:3:4:5:6::]"),
        ("http://[0:0:0:0:0:0:0:1]:8080", "http://[::1]:8080"),
        ("https://[::ffff:192.0.2.1]", "https://[::ffff:c000:201]"),
    ])
    func `an address has the origin that browsers write`(text: String, origin: String) throws {
        #expect(BrowserOrigin(try #require(URIParts(text)))?.value == origin)
    }

    @Test(arguments: [
        "https://0x7f.0.0.1", "https://127.1", "https://2130706433", "https://010.0.0.1", "https://192.0.2.1.",
        "https://192.0.2.256", "https://auth.1", "https://0x", "https://%61uth.example", "https://a[b.example",
        "https://[192.0.2.1]", "https://[1::2::3]", "https://[fe80::1%25eth0]", "ftp://auth.example", "cursor://auth",
        "https:/auth.example",
    ])
    func `a host that browsers read otherwise, or none, has none`(text: String) throws {
        #expect(BrowserOrigin(try #require(URIParts(text))) == nil)
    }
}
