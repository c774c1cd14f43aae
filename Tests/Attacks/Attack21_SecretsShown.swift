import CardeaTesting
import Foundation
import OAuthProtocol
import Storage
import StorageTesting
import Testing

/// Whatever was secret is in no log line, no error, no metric, and no page but the one that is for it.
@Suite struct Attack21_SecretsShown {
    @Test func `a day in the life of the server leaves no secret in its log or its numbers`() async throws {
        let server = try await TestServer(clients: [
            .make(secret: "canary-client-secret"), .make(id: "other", secret: "canary-other"),
        ])
        var secrets = [
            "canary-client-secret", "canary-other", TestServer.password, "canary-wrong-password", TestServer.verifier,
        ]
        let secret = "canary-client-secret"

        let authorization = try await server.authorize(TestServer.pkce)
        secrets.append(authorization.code)
        let redemption = server.redemption(of: authorization.code, secret: secret).adding(
            "code_verifier", TestServer.verifier)
        let tokens = await server.token(redemption)
        let refreshed = await server.token(server.refreshing(tokens["refresh_token"], secret: secret))
        let renewed = await server.get("/v1/auth/renewaccesstoken", bearer: refreshed["access_token"])
        for reply in [tokens, refreshed] {
            secrets += ["access_token", "refresh_token", "id_token"].compactMap { reply[$0] }
        }
        secrets += [renewed["accessToken"]].compactMap(\.self)
        secrets += authorization.browser.cookies.values.values

        // Everything once more, wrong: in another's hands, in the wrong place, in the query, as nonsense around it.
        var browser = authorization.browser
        for text in secrets {
            let encoded = PercentEncoding.encode(text)
            _ = await server.token(redemption.setting("client_secret", to: text))
            _ = await server.token(["grant_type": text, "client_id": text, "client_secret": text])
            _ = await server.token(server.refreshing(text, client: "other", secret: "canary-other"))
            _ = await server.token(["grant_type": "refresh_token", "httpAuth": text, "refresh_token": text])
            _ = await server.token([:], headers: ["Authorization": "Basic \(Base64.encode(Array(text.utf8)))"])
            _ = await server.post(
                "/v1/auth/oauthtoken?client_secret=\(encoded)", "{\"\(text)\":1,\"\(text)\":2}",
                type: "application/json")
            _ = await server.get("/v1/auth/me?access_token=\(encoded)", bearer: text)
            _ = await server.get(
                "/\(encoded)?\(encoded)", headers: ["Referer": "https://x/?\(encoded)", "User-Agent": text])
            _ = await server.revoke(text, secret: "wrong")
            _ = await server.introspect(text, client: "other", secret: "canary-other")
            _ = await server.get(
                "/oauth?\(server.request(["state": text, "scope": text, "redirect_uri": text]).encoded)")
            _ = await server.get("/oauth?\(server.request(["state": text, "prompt": text]).encoded)")
            _ = await browser.get("/login?request=\(encoded)")
            _ = await browser.post("/login", ["username": text, "password": text, "csrf": text])
        }
        _ = try? await browser.signIn(as: "ada", password: "canary-wrong-password")
        _ = await server.token(redemption)

        #expect(server.log.lines.count > 100)
        let shown = server.log.lines.joined(separator: "\n") + (await server.get("/metrics").text)
        for text in secrets {
            #expect(!shown.contains(text))
            #expect(!shown.contains(PercentEncoding.encode(text)))
            // Nor enough of it to be of use.
            #expect(!shown.contains(text.suffix(20)))
        }
    }

    @Test func `no refusal gives back what it was given`() async throws {
        let server = try await TestServer()
        let canary = "canary" + String(repeating: "Z", count: 58)
        for name in [
            "grant_type", "client_id", "client_secret", "httpAuth", "code", "refresh_token", "code_verifier", "scope",
        ] {
            let fields: Fields = [
                "grant_type": "client_credentials", "client_id": "app", "client_secret": "app-secret",
            ]
            for reply in [
                await server.token(fields.setting(name, to: canary)),
                await server.post("/token", json: fields.setting(name, to: canary)),
                await server.token(fields.setting(name, to: canary).adding(name, canary)),
            ] where reply.status != 200 {
                #expect(!reply.whole.contains("canary"), "\(name)")
            }
        }
        for path in ["/v1/auth/me", "/v1/auth/userinfo", "/v1/auth/renewaccesstoken"] {
            let reply = await server.get("\(path)?x=\(canary)", bearer: canary)
            #expect(!reply.whole.contains("canary"))
        }
    }

    @Test func `trouble with the store is told without a word of it`() async throws {
        let store = MemoryStore()
        let server = try await TestServer(store: store)
        let browser = TestBrowser(on: server)
        store.fail(.findClient, with: .damaged)
        for reply in [
            await server.token(["grant_type": "client_credentials", "client_id": "app", "client_secret": "x"]),
            await server.get("/oauth?\(server.request().encoded)"),
        ] {
            #expect(reply.status == 500)
            #expect(!reply.text.contains("holiday") && !reply.text.contains(".swift"))
        }
        #expect(server.log.lines.contains { $0.contains("holiday") })
        _ = browser
    }

    @Test func `what is kept on the disk is not what was given out`() async throws {
        try await Engine.withDatabase { store, directory in
            let server = try await TestServer(store: store)
            let authorization = try await server.authorize(["state": "canary-state"])
            let tokens = await server.token(server.redemption(of: authorization.code))
            var kept = ""
            for name in try FileManager.default.contentsOfDirectory(atPath: directory) {
                kept += String(
                    decoding: FileManager.default.contents(atPath: "\(directory)/\(name)") ?? Data(),
                    as: Unicode.ASCII.self)
            }
            #expect(kept.utf8.contains("ada@example.com"))
            let given =
                ["access_token", "refresh_token", "id_token"].map { tokens[$0] } + [
                    authorization.code, authorization.browser.session,
                ]
            for text in given.compactMap(\.self) + [TestServer.password, "app-secret"] {
                let isKept = kept.utf8.contains(text)
                #expect(!isKept)
            }
        }
    }
}

extension String.UTF8View {
    fileprivate func contains(_ text: String) -> Bool {
        firstRange(of: Array(text.utf8)) != nil
    }
}
