import OAuthProtocol
import Storage

/// A code, and the browser in which it was allowed.
package struct Authorization: Sendable {
    /// As the client gets it.
    package let code: String
    /// Every parameter of the redirect: `code`, `state`, `iss`.
    package let answer: Fields
    /// In which the person is signed in now.
    package let browser: TestBrowser
}

extension TestServer {
    /// The verifier of RFC 7636 appendix B.
    package static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    /// Its challenge.
    package static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    /// `code_challenge` and its method, to be added to an authorization request.
    package static let pkce: Fields = ["code_challenge": challenge, "code_challenge_method": "S256"]

    /// An authorization request that nothing is wrong with.
    package func request(_ changes: Fields = [:], client: String = "app") -> Fields {
        let request: Fields = [
            "response_type": "code", "client_id": client, "redirect_uri": "https://app.example/callback",
            "scope": "openid profile email", "state": "state-1",
        ]
        return request.replacing(with: changes)
    }

    /// The whole delegation flow: asks, signs in, consents if asked, and comes back with a code.
    ///
    /// - `changes`: to the request of ``request(_:client:)``.
    /// - `browser`: one in which somebody may be signed in; by default a new one.
    /// - Throws: `UnexpectedResult` if no code comes of it.
    package func authorize(
        _ changes: Fields = [:], client: String = "app", user: String = "ada", in browser: TestBrowser? = nil
    ) async throws -> Authorization {
        try await authorize(exactly: request(changes, client: client), user: user, in: browser)
    }

    /// The same with a request that is given whole.
    ///
    /// - Throws: `UnexpectedResult` if no code comes of it.
    package func authorize(
        exactly request: Fields, user: String = "ada", in browser: TestBrowser? = nil
    ) async throws -> Authorization {
        var browser = browser ?? TestBrowser(on: self)
        var page = await browser.get("/oauth?\(request.encoded)")
        if page.isSignIn { page = try await browser.signIn(on: page, as: user) }
        if page.isConsent { page = try await browser.allow(on: page) }
        guard let code = page.reply.answer["code"] else { throw UnexpectedResult(instead: "code", page.reply) }
        return Authorization(code: code, answer: page.reply.answer, browser: browser)
    }

    /// A token request that redeems `code`, with nothing wrong.
    package func redemption(of code: String, client: String = "app", secret: String? = "app-secret") -> Fields {
        [
            "grant_type": "authorization_code", "code": code, "redirect_uri": "https://app.example/callback",
            "client_id": client, "client_secret": secret,
        ]
    }

    /// A token request with a refresh token, with nothing wrong.
    package func refreshing(_ token: String?, client: String = "app", secret: String? = "app-secret") -> Fields {
        ["grant_type": "refresh_token", "refresh_token": token, "client_id": client, "client_secret": secret]
    }

    /// The tokens of a whole flow.
    ///
    /// - Throws: `UnexpectedResult` if there are none.
    package func tokens(
        _ changes: Fields = [:], client: String = "app", secret: String? = "app-secret", user: String = "ada",
        in browser: TestBrowser? = nil
    ) async throws -> Reply {
        let authorization = try await authorize(changes, client: client, user: user, in: browser)
        var fields = redemption(of: authorization.code, client: client, secret: secret)
        if changes["code_challenge"] == Self.challenge { fields = fields.adding("code_verifier", Self.verifier) }
        fields = fields.setting("redirect_uri", to: request(changes)["redirect_uri"])
        let reply = await token(fields)
        guard reply.status == 200 else { throw UnexpectedResult(instead: "tokens", reply) }
        return reply
    }

    /// A token that `client` gets for itself.
    ///
    /// - Throws: `UnexpectedResult` if there is none.
    package func clientToken(_ changes: Fields = [:], client: String = "app", secret: String = "app-secret")
        async throws
        -> Reply
    {
        let fields: Fields = ["grant_type": "client_credentials", "client_id": client, "client_secret": secret]
        let reply = await token(fields.replacing(with: changes))
        guard reply.status == 200 else { throw UnexpectedResult(instead: "token", reply) }
        return reply
    }
}
