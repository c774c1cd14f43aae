import CardeaTesting
import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import Testing

/// No token that we did not make for this purpose passes for an access token.
@Suite struct Attack08_TokenForgery {
    private let server: TestServer
    private let good: DecodedToken
    private let text: String

    init() async throws {
        server = try await TestServer()
        text = try await server.tokens()["access_token"] ?? ""
        good = try DecodedToken(text)
    }

    /// Claims of a good token, some changed; null leaves one out.
    private func claims(_ changes: JSONObject) -> JSONObject {
        var claims = good.claims
        for (name, value) in changes.members { claims[name] = value == .null ? nil : value }
        return claims
    }

    @Test(arguments: ["none", "None", "NONE", "HS256", "HS512", "RS256", "ES384", "ES256K", "EdDSA", ""])
    func `the algorithm is the key's, whatever the header says`(algorithm: String) async throws {
        var header = good.header
        header["alg"] = .string(algorithm)
        let parts = text.split(separator: ".")
        for signature in ["", "AA", String(parts[2])] {
            let forged = "\(Base64URL.encode(header.octets)).\(parts[1]).\(signature)"
            #expect(try await !server.takes(forged))
        }
    }

    @Test func `our public keys are no secrets to sign with`() async throws {
        let jwks = try #require(await server.get("/v1/auth/jwks").json["keys"]?.array)
        for key in jwks {
            let jwk = try #require(key.object)
            var header = good.header
            header["alg"] = "HS256"
            header["kid"] = jwk["kid"]
            let input = "\(Base64URL.encode(header.octets)).\(Base64URL.encode(good.claims.octets))"
            for secret in [jwk["x"], jwk["n"], .string(String(decoding: jwk.octets, as: UTF8.self))].compactMap({
                $0?.string
            }) {
                let mac = MasterKey(octets: TokenDigest(of: secret).octets)?.derive(secret).mac(Array(input.utf8)) ?? []
                #expect(try await !server.takes("\(input).\(Base64URL.encode(mac))"))
            }
        }
    }

    @Test func `another's key is not ours, though it have our kid`() async throws {
        let thief = try TestSigner(id: good.header["kid"]?.string ?? "")
        #expect(try await !server.takes(try thief.sign(good.claims, header: ["typ": "at+jwt"])))
        let carried: JSONObject = ["typ": "at+jwt", "jwk": .object(thief.jwk), "jku": "https://evil.example/keys"]
        #expect(try await !server.takes(try thief.sign(good.claims, header: carried)))
    }

    static let signedByUs: [(String, JSONObject)] = [
        ("no exp", ["exp": .null]), ("no iat", ["iat": .null]), ("no iss", ["iss": .null]),
        ("another iss", ["iss": "https://evil.example"]),
        ("no aud", ["aud": .null]), ("an empty aud", ["aud": .array([])]), ("no sub", ["sub": .null]),
        ("no client", ["client_id": .null]),
        ("an unknown client", ["client_id": "nobody"]), ("no jti", ["jti": .null]), ("a foreign jti", ["jti": "x"]),
        ("a jti of no delegation", ["jti": .string(Base64URL.encode([1] + [UInt8](repeating: 7, count: 23)))]),
        ("expired", ["exp": .number("1799999999")]), ("exp a text", ["exp": "1900000000"]),
        ("exp beyond numbers", ["exp": .number("1e400")]),
        ("scope a list", ["scope": .array(["openid"]), "aud": .number("1")]),
    ]

    /// Even a token under our own signature, as a bug of ours might make one, is taken only with every claim in place.
    @Test(arguments: signedByUs)
    func `our own signature is not enough`(what: String, changes: JSONObject) async throws {
        let key = try #require(server.ring.current.signer(.es256))
        let whole = String(decoding: try key.sign(claims([:]).octets, type: "at+jwt"), as: UTF8.self)
        #expect(try await server.takes(whole))
        let token = String(decoding: try key.sign(claims(changes).octets, type: "at+jwt"), as: UTF8.self)
        #expect(try await !server.takes(token), "\(what)")
    }

    @Test func `a token of another type is not an access token`() async throws {
        let key = try #require(server.ring.current.signer(.es256))
        for type: StaticString in ["JWT", "logout+jwt", "dpop+jwt", "AT+JWT", "application/at+jwt", ""] {
            let token = String(decoding: try key.sign(good.claims.octets, type: type), as: UTF8.self)
            #expect(try await !server.takes(token))
        }
    }

    @Test func `a claim that stands twice makes a token unreadable`() async throws {
        let key = try #require(server.ring.current.signer(.es256))
        let twice = String(decoding: good.claims.octets.dropLast(), as: UTF8.self) + ",\"exp\":9999999999}"
        #expect(
            try await !server.takes(String(decoding: try key.sign(Array(twice.utf8), type: "at+jwt"), as: UTF8.self)))
    }

    @Test func `an opaque token sealed for another purpose opens nothing`() async throws {
        let key = server.master.derive("opaque access tokens")
        let genuine = Base64URL.encode(key.seal(good.claims.octets, bound: Array("access token".utf8)))
        #expect(try await server.takes(genuine))
        for (purpose, context) in [
            ("opaque access tokens", "refresh token"), ("signing keys", "access token"),
            ("form tokens", "access token"),
        ] {
            let sealed = server.master.derive(purpose).seal(good.claims.octets, bound: Array(context.utf8))
            #expect(try await !server.takes(Base64URL.encode(sealed)))
        }
    }
}
