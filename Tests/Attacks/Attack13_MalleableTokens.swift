import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// Not one character of anything that we gave out can be changed, left out or added.
@Suite struct Attack13_MalleableTokens {
    /// Every way to bend a text a little: cut, lengthened, each character another, each of its six bits flipped.
    private static func bent(_ text: String) -> [String] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        var bent = [
            String(text.dropLast()), String(text.dropLast(4)), String(text.dropFirst()), text + "A", text + "AAAA",
            text + "=",
            text + ".", "A" + text, text + " ", " " + text, text.lowercased(), text.uppercased(), text + text,
            text + "%00",
            text.replacing("_", with: "/"), text.replacing("-", with: "+"),
        ]
        let characters = Array(text)
        for (place, character) in characters.enumerated() {
            guard let value = alphabet.firstIndex(of: character) else { continue }
            // A long token's every place is bent in one of the bits, a short one's in each.
            for bit in characters.count > 200 ? [place % 6] : Array(0..<6) {
                var changed = characters
                changed[place] = alphabet[value ^ (1 << bit)]
                bent.append(String(changed))
            }
        }
        return bent.filter { $0 != text }
    }

    @Test(arguments: [AccessTokenFormat.jwt, .opaque])
    func `an access token`(format: AccessTokenFormat) async throws {
        let server = try await TestServer(clients: [.make { $0.accessTokenFormat = format }])
        let token = try #require(try await server.tokens()["access_token"])
        for text in Self.bent(token).filter({ $0.trimmingSpaces != token }) {
            #expect(await server.get("/v1/auth/me", bearer: text).status == 401, "\(text)")
        }
        #expect(try await server.takes(token))
    }

    @Test func `an authorization code`() async throws {
        let server = try await TestServer()
        let code = try await server.authorize().code
        for text in Self.bent(code) {
            #expect(await server.refusal(of: server.redemption(of: text)) == .invalidGrant, "\(text)")
        }
        #expect(await server.token(server.redemption(of: code)).status == 200)
    }

    @Test func `a refresh token`() async throws {
        let server = try await TestServer()
        let token = try #require(try await server.tokens()["refresh_token"])
        for text in Self.bent(token) {
            #expect(await server.refusal(of: server.refreshing(text)) == .invalidGrant, "\(text)")
            #expect(await server.revoke(text).status == 200)
        }
        #expect(await server.token(server.refreshing(token)).status == 200)
    }

    @Test func `a session cookie`() async throws {
        let server = try await TestServer()
        var browser = TestBrowser(on: server)
        try await browser.signIn()
        let cookie = try #require(browser.session)
        for text in Self.bent(cookie) where !text.contains(" ") {
            var thief = TestBrowser(on: server)
            thief.cookies.plant("__Host-cardea-session", text)
            #expect(await thief.request("GET", "/account").location == "/login", "\(text)")
        }
        #expect(await browser.request("GET", "/account").status == 200)
    }

    @Test func `the handle of a waiting request, and the token of a form`() async throws {
        let server = try await TestServer()
        var browser = TestBrowser(on: server)
        let consent = try await browser.signIn(on: await browser.get("/oauth?\(server.request().encoded)"))
        let form = try #require(consent.forms.first)
        for name in ["request", "csrf"] {
            for text in Self.bent(try #require(form.fields[name])) {
                let fields = form.fields.replacing(with: [name: text, "decision": "allow"])
                #expect(await browser.request("POST", "/consent", fields).status == 403, "\(name) \(text)")
            }
        }
        #expect(try await browser.allow(on: consent).reply.answer["code"] != nil)
    }

    @Test func `an assertion`() async throws {
        let issuer = AssertionIssuer(signer: try TestSigner())
        let server = try await TestServer { $0.trustedIssuers = [issuer.trusted()] }
        let assertion = try issuer.assertion(for: server)
        func fields(_ text: String) -> Fields {
            [
                "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "client_id": "app",
                "client_secret": "app-secret",
                "assertion": text,
            ]
        }
        for text in Self.bent(assertion) { #expect(await server.refusal(of: fields(text)) == .invalidGrant, "\(text)") }
        #expect(await server.token(fields(assertion)).status == 200)
    }
}

extension String {
    /// RFC 9110 §5.5: white space around a field's value is no part of it.
    fileprivate var trimmingSpaces: String {
        String(self.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
