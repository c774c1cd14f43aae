import OAuthProtocol

extension TestServer {
    /// Whether each endpoint that takes an access token takes this one, `app` introspecting: they must agree.
    ///
    /// - Throws: `UnexpectedResult` if they do not.
    package func takes(_ accessToken: String?, client: String = "app", secret: String = "app-secret") async throws
        -> Bool
    {
        let token = accessToken ?? ""
        let userInfo = await get("/v1/auth/userinfo", bearer: token)
        let me = await get("/v1/auth/me", bearer: token)
        let introspection = await introspect(token, client: client, secret: secret)
        let verdicts = [userInfo.status == 200, me.status == 200, introspection.json["active"] == .bool(true)]
        guard verdicts.allSatisfy({ $0 == verdicts[0] }) else {
            throw UnexpectedResult("userinfo \(userInfo.status), me \(me.status), introspection \(introspection.text)")
        }
        return verdicts[0]
    }

    /// What the introspection endpoint says of a token.
    package func introspect(_ token: String?, client: String = "app", secret: String = "app-secret") async -> Reply {
        await post(
            "/v1/auth/introspect", form: ["token": token, "client_id": client, "client_secret": secret])
    }

    /// Asks for a token to be revoked.
    package func revoke(_ token: String?, client: String = "app", secret: String = "app-secret") async -> Reply {
        await post("/v1/auth/revoke", form: ["token": token, "client_id": client, "client_secret": secret])
    }
}
