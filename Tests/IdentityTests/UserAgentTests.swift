import Testing

@testable import Identity

struct UserAgentTests {
    @Test(arguments: [
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36",
            "Chrome on Linux"
        ),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox on Windows"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0 Safari/537.36"
                + " Edg/128.0", "Edge on Windows"
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_6) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1",
            "Safari on macOS"
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/128.0"
                + " Mobile/15E148 Safari/604.1", "Chrome on iPhone"
        ),
        (
            "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0 Mobile Safari/537.36",
            "Chrome on Android"
        ),
        ("curl/8.5.0", "curl"), ("python-requests/2.32.3", "python-requests"), ("Go-http-client/1.1", "Go-http-client"),
    ])
    func `a browser is told in words that a person recognises`(header: String, summary: String) {
        #expect(UserAgent.summary(of: header) == summary)
    }

    @Test(arguments: [
        nil, "", " ", "/", "x", "Mozilla/5.0", "<script>alert(1)</script>", "\u{202e}evil/1", "a\nb/1", "ключ/1",
        String(repeating: "a", count: 100_000), String(repeating: "x", count: 600) + "Firefox/130.0",
    ])
    func `a header that says nothing or too much is an unknown browser`(header: String?) {
        #expect(UserAgent.summary(of: header) == "Unknown browser")
    }
}
