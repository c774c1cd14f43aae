import CardeaTesting
import OAuthProtocol
import OAuthServer

/// Requests to one server, and what must be true of its answers.
struct TokenSession {
    /// What a token request may be refused with (RFC 6749 §5.2, RFC 8707 §2).
    private static let refusals: Set<OAuthError.Code> = [
        .invalidRequest, .invalidClient, .invalidGrant, .unauthorizedClient, .unsupportedGrantType, .invalidScope,
        .invalidTarget,
    ]
    /// Of each grant whose credential is good for one use, the parameter that carries it.
    private static let spentOnce = [
        GrantType.authorizationCode.rawValue: "code", GrantType.jwtBearer.rawValue: "assertion",
    ]
    private static let header = Array("Authorization: ".utf8)

    private let server = FuzzedServer()
    private var standins = FuzzedServer.standins
    /// Codes and assertions that tokens were given for.
    private var spent: Set<String> = []

    mutating func send(_ request: ArraySlice<UInt8>) async {
        let octets = standins.filled(into: request)
        do throws(OAuthError) {
            let facts = try facts(octets)
            let response = try await server.oauth.token.perform(facts, at: FuzzedServer.now)
            try await judge(response, to: facts)
        } catch {
            error.mustBeFit(oneOf: Self.refusals)
        }
    }

    private func facts(_ request: [UInt8]) throws(OAuthError) -> RequestFacts {
        var body = request[...]
        var authorization: String?
        if body.starts(with: Self.header) {
            let line = body.prefix { $0 != UInt8(ascii: "\n") }
            authorization = String(decoding: line.dropFirst(Self.header.count), as: UTF8.self)
            body = body.dropFirst(line.count + 1)
        }
        let octets = Array(body)
        let isJSON = octets.first == UInt8(ascii: "{") || octets.first == UInt8(ascii: "[")
        let parameters =
            isJSON
            ? try Parameters(json: octets, known: TokenOperation.parameters) : try Parameters(form: octets)
        return RequestFacts(parameters: parameters, authorization: authorization)
    }

    private mutating func judge(_ response: TokenResponse, to facts: RequestFacts) async throws(OAuthError) {
        guard let answer = (try? JSONParser.parse(response.octets))?.object, let token = answer["access_token"]?.string
        else { finding("an answer is not a JSON object with an access_token") }
        mustHold(answer.members.allSatisfy { $0.value != .null && $0.value != "" }, "an answer has an empty member")
        mustHold((1...Limits.longestAccessLifetime).contains(answer["expires_in"]?.integer ?? 0), "expires_in is wrong")
        mustHold(token.utf8.count <= Limits.token, "an access token has \(token.utf8.count) characters")
        mustHold(
            response.scope.map { !$0.isEmpty && $0.isSubset(of: FuzzedServer.everyScope) } ?? true, "scope was invented"
        )
        if let name = facts.parameters["grant_type"].flatMap({ Self.spentOnce[$0] }) {
            guard let text = facts.parameters[name] else { finding("tokens were given for no \(name)") }
            mustHold(spent.insert(text).inserted, "the same \(name) was accepted twice")
        }
        standins["$TOKEN"] = token
        if let refresh = response.refreshToken { standins["$REFRESH"] = refresh.exposed }
        let issued = try await describe(token)
        mustHold(issued["active"] == .bool(true), "a token that was issued is not alive")
        if facts.parameters["grant_type"] == GrantType.tokenExchange.rawValue {
            judge(issued, against: try await describe(facts.parameters["subject_token"] ?? ""))
        }
    }

    /// What a token that was exchanged may not be: another person's, or for more, or for longer (RFC 8693 §1).
    private func judge(_ issued: JSONObject, against subject: JSONObject) {
        mustHold(subject["active"] == .bool(true), "a dead token was exchanged for one that is alive")
        mustHold(issued["sub"] == subject["sub"], "an exchange made somebody else of the subject")
        let (scope, most) = (Scope(issued["scope"]?.string ?? ""), Scope(subject["scope"]?.string ?? ""))
        mustHold(scope.flatMap { scope in most.map(scope.isSubset) } ?? false, "an exchange gave more scope")
        mustHold(
            issued["exp"]?.integer ?? .max <= subject["exp"]?.integer ?? .min, "an exchange gave a longer life")
    }

    /// The answer of introspection (RFC 7662 §2.2) to a client that may ask about every token.
    private func describe(_ token: String) async throws(OAuthError) -> JSONObject {
        let question = RequestFacts(
            parameters: Parameters(["client_id": "app", "client_secret": "app-secret", "token": token]))
        let answer = try await server.oauth.introspection.perform(question, at: FuzzedServer.now)
        return (try? JSONParser.parse(answer.octets))?.object ?? JSONObject()
    }
}
