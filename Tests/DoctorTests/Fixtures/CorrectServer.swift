import OAuthProtocol
import Outbound

@testable import Doctor

/// An authorization server that does everything by the book, as far as the doctor sees it.
struct CorrectServer {
    static let metadata: JSONObject = {
        var metadata: JSONObject = [
            "issuer": .string(TestNetwork.issuer), "response_types_supported": .strings(["code"]),
            "grant_types_supported": .strings(["authorization_code", "refresh_token"]),
            "token_endpoint_auth_methods_supported": .strings(["none", "client_secret_basic"]),
            "code_challenge_methods_supported": .strings(["S256"]), "subject_types_supported": .strings(["public"]),
            "id_token_signing_alg_values_supported": .strings(["ES256"]),
            "scopes_supported": .strings(["openid", "files:read"]),
            "authorization_response_iss_parameter_supported": .bool(true),
            "client_id_metadata_document_supported": .bool(true), "jwks_uri": .string(TestNetwork.issuer + "/jwks"),
        ]
        for name in ["authorization", "token", "registration", "userinfo", "introspection", "revocation"] {
            metadata["\(name)_endpoint"] = .string("\(TestNetwork.issuer)/\(name)")
        }
        metadata["device_authorization_endpoint"] = .string(TestNetwork.issuer + "/device")
        metadata["pushed_authorization_request_endpoint"] = .string(TestNetwork.issuer + "/par")
        return metadata
    }()

    /// The public key of RFC 7515 A.3.
    static let key: JSONObject = [
        "kty": .string("EC"), "crv": .string("P-256"), "kid": .string("one"), "use": .string("sig"),
        "x": .string("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
        "y": .string("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"),
    ]
    static let keys: [JSONObject] = [key]

    static let preflight = Answer(
        status: 204,
        headers: [
            ("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Methods", "GET, POST"),
            ("Access-Control-Allow-Headers", "content-type, authorization, mcp-protocol-version"),
        ], body: [])

    let metadata: JSONObject
    let keys: [JSONObject]

    func answer(to request: OutboundRequest) -> Answer {
        let fields = Dictionary(FormText.decode(String(decoding: request.body, as: UTF8.self))) { first, _ in first }
        switch (request.method, request.url.path) {
        case ("OPTIONS", "/authorization"): return .json(405, [:])
        case ("OPTIONS", _): return Self.preflight
        case ("GET", "/.well-known/oauth-authorization-server"), ("GET", "/.well-known/openid-configuration"):
            return .json(200, metadata)
        case ("GET", "/jwks"): return .json(200, ["keys": .array(keys.map(JSONValue.object))])
        case ("GET", "/authorization"): return authorization(request)
        case ("POST", "/token"): return token(request, fields)
        case ("POST", "/registration"): return registration(request)
        case ("DELETE", "/registration/one"):
            return Answer(status: 204, headers: [], body: [])
        case ("GET", "/userinfo"): return .error(401, "invalid_token", [("WWW-Authenticate", "Bearer")])
        case ("POST", "/introspection"), ("POST", "/revocation"), ("POST", "/device"), ("POST", "/par"):
            return .error(401, "invalid_client")
        case ("GET", "/token"), ("GET", "/registration"), ("POST", "/"): return .json(405, ["error": .string("method")])
        default: return .json(404, ["error": .string("not_found")])
        }
    }

    private func token(_ request: OutboundRequest, _ fields: [String: String]) -> Answer {
        switch fields["grant_type"] {
        case nil: .error(400, "invalid_request")
        case "authorization_code":
            .error(
                401, "invalid_client",
                request.headers.contains { $0.name == "Authorization" }
                    ? [("WWW-Authenticate", "Basic realm=\"as\"")] : [])
        default: .error(400, "unsupported_grant_type")
        }
    }

    private func authorization(_ request: OutboundRequest) -> Answer {
        let query = request.url.value.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
        let fields = Dictionary(FormText.decode(query)) { first, _ in first }
        let uri = fields["redirect_uri"] ?? ""
        guard fields["client_id"] == "registered", uri.hasPrefix("http://127.0.0.1:"), uri.hasSuffix("/callback") else {
            return .page(400)
        }
        func refusal(_ code: String) -> Answer {
            let answer = [("error", code), ("state", fields["state"] ?? ""), ("iss", TestNetwork.issuer)]
            return .redirect(uri + "?" + PercentEncoding.query(answer.map { (name: $0.0, value: $0.1) }))
        }
        if fields["response_type"] != "code" { return refusal("unsupported_response_type") }
        if fields["code_challenge_method"] != "S256" { return refusal("invalid_request") }
        if let resource = fields["resource"], resource != TestNetwork.resource { return refusal("invalid_target") }
        return .redirect("/login")
    }

    private func registration(_ request: OutboundRequest) -> Answer {
        guard var client = (try? JSONParser.parse(request.body))?.object else { return .error(400, "invalid_request") }
        guard client["redirect_uris"]?.strings?.allSatisfy({ $0.hasPrefix("http://127.0.0.1") }) == true else {
            return .error(400, "invalid_redirect_uri")
        }
        client["client_id"] = .string("registered")
        client["client_id_issued_at"] = .integer(TestNetwork.now.seconds)
        client["token_endpoint_auth_method"] = .string("none")
        client["registration_client_uri"] = .string(TestNetwork.issuer + "/registration/one")
        client["registration_access_token"] = .string("manage-me")
        return .json(201, client)
    }
}
