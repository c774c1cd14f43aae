import JOSE
import OAuthProtocol
import OAuthServer

/// Shows one token wherever a token can be shown, and says what must become of it.
struct TokenTrial {
    private let text: String
    /// Whether the key that is trusted made it; otherwise nobody did.
    private let isSigned: Bool
    private let server: FuzzedServer

    init(of text: String, signed: Bool, at server: FuzzedServer) {
        self.text = text
        isSigned = signed
        self.server = server
    }

    func judge() async {
        let jws = try? CompactJWS(text)
        mustHold(jws == nil || (try? UnsecuredJWT(text)) == nil, "a token is signed and unsigned at once")
        _ = try? CompactJWE(text)
        await judgeAsAssertion(jws)
        for client in ["app", "plain"] where !text.isEmpty { await judgeAsRequestObject(of: client) }
        await judgeAsAccessToken()
    }

    // MARK: Assertions

    /// The requests in which an assertion counts: about a person (RFC 7523 §2.1), and about the client (§2.2).
    private static let requests: [@Sendable (String) -> Parameters] = [
        { text in
            Parameters([
                "grant_type": GrantType.jwtBearer.rawValue, "client_id": "app", "client_secret": "app-secret",
                "assertion": text,
            ])
        },
        { text in
            Parameters([
                "grant_type": GrantType.clientCredentials.rawValue, "client_assertion": text,
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ])
        },
    ]

    private func judgeAsAssertion(_ jws: CompactJWS?) async {
        var believed = 0
        for request in Self.requests where await Self.isGood(request(text), at: server) {
            believed += 1
            mustHold(isSigned, "an assertion was believed that nobody signed")
            judge(jws)
            mustHold(await !Self.isGood(request(text), at: server), "an assertion was believed twice")
            mustHold(await !Self.isGood(request(altered), at: FuzzedServer()), "a changed assertion was believed")
        }
        mustHold(believed < 2, "an assertion counts for a person and for a client")
    }

    /// What every assertion says that is believed (RFC 7523 §3).
    private func judge(_ jws: CompactJWS?) {
        guard let jws, let claims = try? JWTClaims(payload: jws.payload), let issuer = claims.issuer,
            let end = claims.expiresAt
        else { finding("an assertion was believed that is not a JWT, has no issuer or never ends") }
        mustHold(jws.algorithm == "ES256", "the key's algorithm is not the one that the token names")
        mustHold((FuzzedServer.trustedIssuers + ["keyed"]).contains(issuer), "an assertion of \(issuer) was believed")
        mustHold(FuzzedServer.now < end && end <= FuzzedServer.now + 86_400, "an assertion lives too long, or no more")
        mustHold(claims.id?.isEmpty == false && claims.subject?.isEmpty == false, "an assertion lacks jti or sub")
        mustHold(
            claims.audience.contains { $0.hasPrefix(FuzzedServer.issuer) }, "an assertion for others was believed")
    }

    private static func isGood(_ parameters: Parameters, at server: FuzzedServer) async -> Bool {
        do throws(OAuthError) {
            _ = try await server.oauth.token.perform(RequestFacts(parameters: parameters), at: FuzzedServer.now)
            return true
        } catch {
            error.mustBeFit(oneOf: [
                .invalidGrant, .invalidRequest, .invalidScope, .invalidTarget, .invalidClient, .unauthorizedClient,
            ])
            return false
        }
    }

    /// The token with one character changed for another of base64url, at a place that depends on all of it.
    private var altered: String {
        var octets = Array(text.utf8)
        let sum = octets.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let place = Int(sum % UInt64(max(octets.count, 1)))
        guard place < octets.count else { return text }
        octets[place] = octets[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        return String(decoding: octets, as: UTF8.self)
    }

    // MARK: Request objects, and hints

    private func judgeAsRequestObject(of client: String) async {
        let token = PercentEncoding.encode(text)
        let form = "client_id=\(client)&response_type=code&request=\(token)&id_token_hint=\(token)"
        do throws(OAuthError) {
            let browser = Browser(id: TokenDigest(of: "browser"), signedIn: nil, address: "192.0.2.1")
            let survey = Parameters.survey(form: Array(form.utf8))
            let step = try await server.oauth.authorization.begin(
                survey, in: browser, at: FuzzedServer.now)
            if case .answer(_, _, let refusal) = step {
                refusal?.mustBeFit(oneOf: Set(OAuthError.Code.allCases))
            } else {
                mustHold(isSigned == (client == "app"), "\(client) cannot have made this request object")
            }
        } catch {
            error.mustBeFit(oneOf: Set(OAuthError.Code.allCases))
        }
    }

    // MARK: Access tokens

    private func judgeAsAccessToken() async {
        let facts = RequestFacts(
            parameters: Parameters(["client_id": "app", "client_secret": "app-secret", "token": text]))
        do throws(OAuthError) {
            let answer = try await server.oauth.introspection.perform(facts, at: FuzzedServer.now)
            mustHold(!answer.isActive, "a token that this server did not make is alive")
        } catch {
            error.mustBeFit(oneOf: [.invalidRequest])
        }
    }
}
