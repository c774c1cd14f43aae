import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// What is known of a person cannot speak for the server, and asking for more than was granted gives nothing.
@Suite struct Attack08_ForgedClaims {
    /// An account as no command would make it: as if somebody had written into the database.
    private func forged() -> UserRecord {
        var user = UserRecord.make(emailVerified: false)
        for name in ProtocolClaims.names { user.claims[name] = .string("forged") }
        user.claims["email"] = .string("root@example.com")
        user.claims["email_verified"] = .bool(true)
        user.claims["preferred_username"] = .string("root")
        user.claims["given_name"] = .string("Ada\",\"sub\":\"1")
        return user
    }

    @Test func `an account's claims replace nothing that the server says`() async throws {
        let asked = #"{"id_token":{"sub":null,"acr":null,"iss":null,"email":null,"given_name":null}}"#
        let server = try await TestServer(clients: [.make { $0.skipsConsent = true }], users: [forged()])
        let tokens = try await server.tokens(["claims": asked])
        let token = try DecodedToken(tokens["id_token"])
        for name in ["iss", "sub", "aud", "exp", "iat", "acr", "amr", "sid", "auth_time", "at_hash"] {
            #expect(token.claims[name] != .string("forged"), "\(name)")
        }
        #expect(token.claims["sub"] == .string(UserRecord.make().id.description))
        let names = token.claims.members.map(\.name)
        #expect(Set(names).count == names.count)
        let userInfo = await server.get("/v1/auth/userinfo", bearer: tokens["access_token"]).json
        #expect(userInfo["sub"] == .string(UserRecord.make().id.description))
        #expect(userInfo["email"] == .string("ada@example.com"))
        #expect(userInfo["email_verified"] == .bool(false))
        #expect(userInfo["preferred_username"] == .string("ada"))
        #expect(userInfo["given_name"] == .string("Ada\",\"sub\":\"1"))
        #expect(userInfo["acr"] == nil && userInfo["iss"] == nil)
    }

    @Test(arguments: ["iss", "sub", "aud", "exp", "acr", "sid", "cnf", "_claim_sources"])
    func `no client is registered with a mapping that forges`(name: String) {
        let mapping = JSONValue.object(["claim_mapping": .object([name: .string("given_name")])])
        #expect(throws: OAuthError.self) { try ClientMetadata(json: mapping.object ?? [:]) }
    }

    @Test func `a claim beyond the client's scope is not given for the asking`() async throws {
        var user = UserRecord.make()
        user.claims["phone_number"] = .string("+44 20 1234")
        let server = try await TestServer(
            clients: [.make(scope: "openid profile") { $0.skipsConsent = true }], users: [user])
        let asked = #"{"userinfo":{"phone_number":{"essential":true},"email":null,"password_hash":null}}"#
        let tokens = try await server.tokens(["scope": "openid", "claims": asked])
        let userInfo = await server.get("/v1/auth/userinfo", bearer: tokens["access_token"]).json
        #expect(userInfo.members.map(\.name) == ["sub"])
    }
}
