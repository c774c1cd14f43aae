import OAuthProtocol
import OAuthServer

/// `components` of the OpenAPI document: what travels, and how callers authenticate.
struct APISchemas {
    private let configuration: ServerConfiguration

    init(_ configuration: ServerConfiguration) {
        self.configuration = configuration
    }

    var components: JSONObject {
        ["schemas": .object(schemas), "responses": .object(responses), "securitySchemes": .object(securitySchemes)]
    }

    private var schemas: JSONObject {
        var schemas: JSONObject = [:]
        schemas["OAuthToken"] = Self.object(
            "A token request (RFC 6749 §4.1.3, §4.4.2, §6, RFC 7523, RFC 8628, RFC 8693). Which fields count depends on `grant_type`.",
            required: ["grant_type"],
            [
                ("grant_type", Self.text("One of \(grants).")),
                ("code", Self.text("The authorization code, for `authorization_code`; good once and for a minute.")),
                ("redirect_uri", Self.text("As it was at the authorization endpoint; needed if it was sent there.")),
                ("client_id", Self.text("The client, unless the `Authorization` header or `httpAuth` names it.")),
                ("client_secret", Self.text("The client's secret, unless it is in the header or in `httpAuth`.")),
                ("httpAuth", Self.text("The value of an `Authorization` header, for callers that cannot set one.")),
                ("refresh_token", Self.text("The refresh token, for `refresh_token`; the answer brings the next one.")),
                ("code_verifier", Self.text("The verifier of the code challenge (RFC 7636), if one was sent.")),
                ("resource", Self.text("The API that the token is for (RFC 8707); may be repeated in a form.")),
                ("assertion", Self.text("The JWT, for `urn:ietf:params:oauth:grant-type:jwt-bearer` (RFC 7523).")),
            ])
        schemas["OAuthTokenResponse"] = Self.object(
            "A token response (RFC 6749 §5). Members that do not apply are absent.",
            [
                ("access_token", Self.text("A JWT (RFC 9068), or an opaque text where the client registered that.")),
                ("refresh_token", Self.text("The next refresh token.")),
                ("token_type", Self.text("`Bearer`.")),
                ("expires_in", Self.number("Seconds that the access token is good for.")),
                ("refresh_token_expires_in", Self.number("Seconds that the refresh token is good for.")),
                ("error", Self.text("What went wrong, as a registered code.")),
                ("error_description", Self.text("What to fix.")),
                ("id_token", Self.text("The ID token (OpenID Connect Core §2), where `openid` was granted.")),
            ])
        schemas["Error"] = Self.object(
            "An error (RFC 6749 §5.2).", required: ["error", "error_description"],
            [
                ("error", ["type": "string", "description": "A registered code."]),
                ("error_description", Self.text("What to fix, in printable ASCII.")),
            ])
        schemas["TokenReference"] = Self.object(
            "A token, and the client that shows it (RFC 7009 §2.1, RFC 7662 §2.1).", required: ["token"],
            [
                ("token", Self.text("The token.")),
                ("token_type_hint", Self.text("`access_token` or `refresh_token`; a hint.")),
                ("client_id", Self.text("The client, unless the header names it.")),
                ("client_secret", Self.text("The client's secret, unless it is in the header.")),
            ])
        schemas["Introspection"] = Self.object(
            "What is known of a token (RFC 7662 §2.2); of one that is not alive, `active` alone.", required: ["active"],
            [
                ("active", ["type": "boolean", "description": "Whether the token is alive."]),
                ("scope", Self.text("Scopes between spaces.")), ("client_id", Self.text("The client.")),
                ("username", Self.text("The user name.")), ("token_type", Self.text("`Bearer`.")),
                ("exp", Self.number("When it ends, in seconds since 1970.")), ("iat", Self.number("When it was made.")),
                ("sub", Self.text("The user, or the client.")), ("iss", Self.text("The issuer.")),
                ("jti", Self.text("The token's identifier.")),
            ])
        schemas["DeviceAuthorizationRequest"] = Self.object(
            "A device that asks for a code (RFC 8628 §3.1).",
            [
                ("client_id", Self.text("The client.")), ("client_secret", Self.text("Its secret, if it has one.")),
                ("scope", Self.text("Scopes between spaces.")),
                ("resource", Self.text("The API that the token is for.")),
            ])
        schemas["DeviceAuthorization"] = Self.object(
            "What the device shows (RFC 8628 §3.2).",
            required: ["device_code", "user_code", "verification_uri", "expires_in", "interval"],
            [
                ("device_code", Self.text("What the device polls with.")),
                ("user_code", Self.text("What the person types.")),
                ("verification_uri", Self.text("Where the person types it.")),
                ("verification_uri_complete", Self.text("The same with the code filled in.")),
                ("expires_in", Self.number("Seconds that both codes are good for.")),
                ("interval", Self.number("Seconds between two polls.")),
            ])
        schemas["UserInfo"] = Self.object(
            "Claims about the user (OpenID Connect Core §5.1), as far as the scopes allow.", required: ["sub"],
            [("sub", Self.text("The user."))]
                + UserClaims.supported.map { ($0, ["description": .string("The claim `\($0)`.")] as JSONValue) })
        schemas["Me"] = Self.object(
            "The user behind a token, in the shape of the API that this server stands in for.",
            required: ["userId"],
            [
                ("userId", Self.number("The user.")), ("name", Self.text("The user name.")),
                ("fullName", Self.text("The full name.")), ("email", Self.text("The e-mail address.")),
                ("emailVerified", ["type": "boolean", "description": "Whether it is proved."]),
                ("isTrial", ["type": "boolean", "description": "Always false."]),
            ])
        schemas["MeError"] = Self.object(
            "An error of `me` and `renewaccesstoken`.", [("errorText", Self.text("What is wrong."))])
        schemas["RenewedToken"] = Self.object(
            "A fresh access token.", required: ["accessToken", "expirationTime", "userId", "name", "userStatus"],
            [
                ("accessToken", Self.text("The token.")), ("expirationTime", Self.text("When it ends (RFC 3339).")),
                ("userId", Self.number("The user.")), ("name", Self.text("The user name.")),
                ("userStatus", Self.text("`Active`.")),
            ])
        schemas["ClientMetadata"] = Self.object(
            "A client's registration (RFC 7591 §2).",
            ClientMetadata.names.map { ($0, ["description": .string("`\($0)`")] as JSONValue) })
        schemas["JWKSet"] = Self.object(
            "Public keys (RFC 7517 §5).", required: ["keys"],
            [("keys", ["type": "array", "items": ["type": "object"]])])
        schemas["Metadata"] = Self.object("Metadata (RFC 8414, OpenID Connect Discovery, RFC 9728).", [])
        schemas["OpenAPI"] = Self.object(
            "This document (OpenAPI 3.1).", required: ["openapi", "info", "paths"],
            [("openapi", Self.text("`3.1.0`.")), ("info", ["type": "object"]), ("paths", ["type": "object"])])
        schemas["WebAuthn"] = Self.object("As WebAuthn Level 3 §5.1 has it.", [])
        schemas["Empty"] = Self.object("Nothing that is read.", [])
        schemas["Location"] = Self.object(
            "Where the page goes on.", required: ["location"], [("location", Self.text("A path of this server."))])
        schemas["Health"] = Self.object(
            "That all is well.", required: ["status"], [("status", Self.text("`ok`, or `ready`."))])
        schemas["JSONRPCMessage"] = Self.object(
            "A request, or without `id` a notification (JSON-RPC 2.0 §4).", required: ["jsonrpc", "method"],
            [
                ("jsonrpc", ["const": "2.0"]), ("id", ["type": ["string", "number"]]), ("method", ["type": "string"]),
                ("params", ["type": "object"]),
            ])
        schemas["JSONRPCMessages"] = Self.oneOrMore(
            "JSONRPCMessage", "A message, or several at once.", most: MCPEndpoint.most)
        schemas["JSONRPCAnswer"] = Self.object(
            "The result of a request, or its error (JSON-RPC 2.0 §5).", required: ["jsonrpc", "id"],
            [
                ("jsonrpc", ["const": "2.0"]), ("id", ["type": ["string", "number", "null"]]),
                ("result", ["type": "object"]), ("error", ["type": "object"]),
            ])
        schemas["JSONRPCAnswers"] = Self.oneOrMore(
            "JSONRPCAnswer", "The answer, or those of several requests.", most: MCPEndpoint.most)
        for (name, schema) in schemas.members {
            var titled = schema.object ?? [:]
            titled["title"] = .string(name)
            schemas[name] = .object(titled)
        }
        return schemas
    }

    private var grants: String {
        GrantType.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
    }

    /// Errors by their statuses.
    private var responses: JSONObject {
        var responses: JSONObject = [:]
        for status in [400, 401, 403, 404, 413, 429, 500, 503] {
            var response: JSONObject = ["description": .string(APIOperation.meaning(of: status))]
            if [429, 503].contains(status) {
                response["headers"] = ["Retry-After": ["description": "Seconds.", "schema": ["type": "string"]]]
            }
            response["content"] = [MediaType.json: ["schema": APIOperation.reference("schemas", "Error")]]
            responses["Error\(status)"] = .object(response)
        }
        return responses
    }

    private var securitySchemes: JSONObject {
        [
            "client": [
                "type": "http", "scheme": "basic", "description": "Client identifier and secret (RFC 6749 §2.3.1).",
            ],
            "token": ["type": "http", "scheme": "bearer", "description": "An access token (RFC 6750)."],
            "registration": [
                "type": "http", "scheme": "bearer", "description": "An initial or a registration access token.",
            ],
            "oauth": [
                "type": "oauth2",
                "flows": [
                    "authorizationCode": [
                        "authorizationUrl": .string(configuration.issuer.url(Endpoints.authorization)),
                        "tokenUrl": .string(configuration.issuer.url(Endpoints.token)),
                        "scopes": .object(scopes),
                    ]
                ],
            ],
        ]
    }

    private var scopes: JSONObject {
        var scopes: JSONObject = ["openid": "Who you are"]
        for scope in StandardClaims.scopes.values { scopes[scope] = .string("The claims of \(scope)") }
        return scopes
    }

    private static func object(
        _ description: String, required: [String] = [], _ properties: [(String, JSONValue)]
    ) -> JSONValue {
        var schema: JSONObject = ["type": "object", "description": .string(description)]
        if !properties.isEmpty {
            var members = JSONObject()
            for (name, value) in properties { members[name] = value }
            schema["properties"] = .object(members)
        }
        if !required.isEmpty { schema["required"] = .strings(required) }
        return .object(schema)
    }

    private static func oneOrMore(_ name: String, _ description: String, most: Int) -> JSONValue {
        let one = APIOperation.reference("schemas", name)
        return [
            "description": .string(description),
            "anyOf": [one, ["type": "array", "items": one, "minItems": 1, "maxItems": .integer(most)]],
        ]
    }

    private static func text(_ description: String) -> JSONValue {
        ["type": "string", "description": .string(description)]
    }

    private static func number(_ description: String) -> JSONValue {
        ["type": "integer", "description": .string(description)]
    }
}
