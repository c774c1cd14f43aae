import OAuthProtocol
import OAuthServer

/// Every operation of the HTTP interface, in the order in which a reader meets them.
struct APIOperations {
    /// Names and what they are about.
    static let tags: [(name: String, description: String)] = [
        ("authentication", "Tokens"), ("discovery", "Discovery and keys"), ("users", "Users"),
        ("registration", "Registration of clients"), ("pages", "Pages for people"), ("documentation", "Documentation"),
        ("operation", "Health and metrics"),
    ]

    private static let html = "text/html"
    /// Parameters of the authorization endpoint.
    private static let authorization = [
        "response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method",
        "nonce", "resource", "prompt", "max_age", "login_hint", "id_token_hint", "acr_values", "claims", "ui_locales",
        "response_mode", "request", "request_uri",
    ]
    private static let everyError = APIOperation.Errors.protocolErrors([400, 401, 413, 429, 500, 503])
    private static let bearerErrors = APIOperation.Errors.protocolErrors([400, 401, 403, 413, 429, 500, 503])

    private let configuration: ServerConfiguration

    init(_ configuration: ServerConfiguration) {
        self.configuration = configuration
    }

    /// Operations of one path stand together.
    var all: [APIOperation] {
        tokens + discovery + users + (configuration.registration.policy == .off ? [] : registration) + pages
            + documentation + operation
    }

    private var tokens: [APIOperation] {
        [
            APIOperation(
                path: Endpoints.token, method: "post", id: "o-auth-token", summary: "O Auth Token",
                description:
                    "Used to exchange your OAuth code for an access token, and for every other grant. Also at `/token`.",
                tag: "authentication", body: "OAuthToken",
                answers: [.init(200, "The tokens.", "OAuthTokenResponse")], errors: Self.everyError),
            APIOperation(
                path: Endpoints.revocation, method: "post", id: "revoke", summary: "Revoke a token",
                description: "Ends a token and what came of the same grant (RFC 7009).", tag: "authentication",
                body: "TokenReference", answers: [.init(200, "The token is dead, or never was alive.")],
                errors: Self.everyError, security: ["client"]),
            APIOperation(
                path: Endpoints.introspection, method: "post", id: "introspect", summary: "Ask about a token",
                description: """
                    Says whether a token is alive and what it is for (RFC 7662), to clients that authenticate. A client that \
                    registered it is answered with a signed or encrypted JWT (RFC 9701).
                    """, tag: "authentication", body: "TokenReference",
                answers: [.init(200, "What is known.", "Introspection")], errors: Self.everyError,
                security: ["client"]),
            APIOperation(
                path: Endpoints.deviceAuthorization, method: "post", id: "authorize-device",
                summary: "Begin a device's sign-in",
                description: "Gives a device the codes with which somebody signs in elsewhere (RFC 8628 §3.1).",
                tag: "authentication", body: "DeviceAuthorizationRequest",
                answers: [.init(200, "The codes.", "DeviceAuthorization")], errors: Self.everyError),
        ]
            + (configuration.compatibility.renew
                ? both(
                    Endpoints.renewal, "renew-access-token", "A fresh access token for a live one",
                    "By the API that this server stands in for; refused for tokens that are bound to a resource.",
                    "RenewedToken")
                : [])
    }

    private var discovery: [APIOperation] {
        [
            document(
                "/.well-known/openid-configuration", "openid-configuration", "Metadata of the server",
                "OpenID Connect Discovery §4; the same as the next.", "Metadata"),
            document(
                "/.well-known/oauth-authorization-server", "authorization-server-metadata", "Metadata of the server",
                "RFC 8414.",
                "Metadata"),
            document(
                "/.well-known/oauth-protected-resource", "protected-resource-metadata",
                "Metadata of this server as a resource",
                "RFC 9728; below it those of the resources that are described here.", "Metadata"),
            document(Endpoints.jwks, "jwks", "Public keys", "What tokens are verified with (RFC 7517).", "JWKSet"),
        ]
    }

    private var users: [APIOperation] {
        both(
            Endpoints.userInfo, "userinfo", "Claims about the user", "OpenID Connect Core §5.3.", "UserInfo")
            + [
                APIOperation(
                    path: Endpoints.me, method: "get", id: "me", summary: "The user behind a token",
                    description: "In the shape of the API that this server stands in for.", tag: "users",
                    answers: [
                        .init(200, "The user.", "Me"),
                        .init(400, APIOperation.meaning(of: 400), "MeError"),
                        .init(401, APIOperation.meaning(of: 401), "MeError"),
                        .init(403, APIOperation.meaning(of: 403), "MeError"),
                    ], errors: .protocolErrors([429, 500, 503]), security: ["token"])
            ]
    }

    private var registration: [APIOperation] {
        let path = Endpoints.registration + "/{client_id}"
        let client = APIOperation.Parameter(
            name: "client_id", place: "path", description: "The client.", isRequired: true)
        let own = { (method: String, id: String, summary: String, body: String?, status: Int) in
            APIOperation(
                path: path, method: method, id: id, summary: summary,
                description: "With the registration access token (RFC 7592).", tag: "registration",
                parameters: [client],
                body: body, bodyTypes: [MediaType.json],
                answers: [
                    status == 204
                        ? .init(204, "The registration has ended.")
                        : .init(200, "The registration.", "ClientMetadata")
                ], errors: Self.bearerErrors, security: ["registration"])
        }
        return [
            APIOperation(
                path: Endpoints.registration, method: "post", id: "register", summary: "Register a client",
                description: "RFC 7591. Also at `/register`.", tag: "registration", body: "ClientMetadata",
                bodyTypes: [MediaType.json], answers: [.init(201, "The registration.", "ClientMetadata")],
                errors: Self.bearerErrors),
            own("get", "read-registration", "Read a registration", nil, 200),
            own("put", "replace-registration", "Replace a registration", "ClientMetadata", 200),
            own("delete", "end-registration", "End a registration", nil, 204),
        ]
    }

    private var pages: [APIOperation] {
        let logout = ["id_token_hint", "post_logout_redirect_uri", "client_id", "state", "ui_locales"]
        return page(
            Endpoints.authorization, "authorize", "Begin a sign-in for an application",
            """
            The authorization endpoint (RFC 6749 §3.1, OpenID Connect Core §3.1.2). The answer leads to the sign-in page, to the \
            consent page, or back to the application. Also at `/oauth/authorize` and `/authorize`.
            """,
            Self.authorization, fields: Self.authorization)
            + page(
                "/login", "login", "Sign in", "Comes from the authorization endpoint, and goes back to it.",
                ["request"], fields: ["request", "csrf", "username", "password"])
            + page(
                "/login/code", "second-factor", "Show a second factor",
                "After the password, or where an application asks for more: a code of an app, or a recovery code.",
                ["request"], fields: ["request", "csrf", "code", "recovery_code", "remember"])
            + passkeys
            + (configuration.accountRegistration
                ? page(
                    "/create-account", "create-account", "Make an account", "Where people may.", ["request"],
                    fields: ["request", "csrf", "username", "email", "name", "password"]) : [])
            + page(
                "/consent", "consent", "Let an application in", "The form posts `decision`: `allow` or `deny`.",
                ["request"], fields: ["request", "csrf", "decision"])
            + page(
                Endpoints.devicePage, "device", "Enter a device's code",
                "The field is `user_code`; then a confirmation posts `decision` (RFC 8628 §3.3).", ["user_code"],
                fields: ["csrf", "user_code", "decision"])
            + page("/account", "account", "One's own account", "For people who are signed in.", [])
            + page(
                "/account/security", "account-security", "How one signs in",
                "Passkeys, codes of an app, recovery codes, the password.", ["request"],
                fields: ["request", "csrf", "action", "setup", "code", "id", "name", "new_password"])
            + page(
                "/reset-password", "reset-password", "Set a password by a link",
                """
                What `cardea user reset` prints, or what is mailed to who has forgotten a password. Opening it uses nothing up; the \
                form does.
                """, ["token"],
                fields: ["token", "csrf", "username", "new_password", "code", "recovery_code"])
            + mail
            + page(
                "/account/profile", "account-profile", "What is known of oneself",
                "The claims that people may change, the address, all of it as a file, the removal of the account.", [],
                fields: ["csrf", "action", "email", "username"] + configuration.profileClaims)
            + page(
                "/account/sessions", "account-sessions", "Where one is signed in", "Each can be ended.", [],
                fields: ["csrf", "id", "remembered"])
            + page(
                "/account/applications", "account-applications", "Which applications have access", "Each can be ended.",
                [], fields: ["csrf", "client_id"])
            + page(
                Endpoints.endSession, "logout", "Sign out", "OpenID Connect RP-Initiated Logout.",
                logout, fields: logout + ["csrf", "decision"])
            + [
                APIOperation(
                    path: "/branding/{file}", method: "get", id: "branding", summary: "A logo",
                    description: "The operator's pictures.", tag: "pages",
                    parameters: [.init(name: "file", place: "path", description: "Its name.", isRequired: true)],
                    answers: [.init(200, "The picture.", types: ["image/*"])], errors: .protocolErrors([404]))
            ]
    }

    /// What links in messages lead to, where mail is sent.
    private var mail: [APIOperation] {
        guard configuration.sendsMail else { return [] }
        return page(
            "/forgot-password", "forgot-password", "Ask for a link",
            "The answer is the same for every user name and address.", [], fields: ["csrf", "username"])
            + page(
                "/verify-email", "verify-email", "Prove an address by a link",
                "For whoever is signed in and gave the address. Opening it uses nothing up; the form does.", ["token"],
                fields: ["token", "csrf"])
            + page(
                "/invitation", "invitation", "Make an account by a link", "What `cardea user invite` sends.",
                ["token"], fields: ["token", "csrf", "username", "name", "new_password"])
    }

    /// What the pages' script asks, where browsers know passkeys.
    private var passkeys: [APIOperation] {
        guard configuration.relyingPartyID != nil else { return [] }
        let ask = { (path: String, id: String, summary: String, description: String, body: String, answer: String) in
            APIOperation(
                path: path, method: "post", id: id, summary: summary, description: description, tag: "pages",
                body: body, bodyTypes: [MediaType.json], answers: [.init(200, "The answer.", answer)],
                errors: .protocolErrors([400, 403, 413, 429, 500, 503]))
        }
        return [
            ask(
                "/login/passkey/options", "passkey-request-options", "Begin a sign-in with a passkey",
                "`PublicKeyCredentialRequestOptionsJSON` (WebAuthn Level 3 §5.1). The challenge is this browser's, for five minutes and for once.",
                "Empty", "WebAuthn"),
            ask(
                "/login/passkey", "passkey-login", "Sign in with a passkey",
                "`AuthenticationResponseJSON`; `request` in the query is what waits.", "WebAuthn", "Location"),
            ask(
                "/account/security/passkeys/options", "passkey-creation-options", "Begin to add a passkey",
                "`PublicKeyCredentialCreationOptionsJSON`, for whoever has signed in within ten minutes.", "Empty",
                "WebAuthn"),
            ask(
                "/account/security/passkeys", "add-passkey", "Add a passkey",
                "`RegistrationResponseJSON`; `name` in the query is its name.", "WebAuthn", "Location"),
        ]
    }

    private var documentation: [APIOperation] {
        [
            text("/docs", "documentation", "The documentation", Self.html),
            APIOperation(
                path: "/docs/{page}", method: "get", id: "documentation-page", summary: "A page of the documentation",
                description:
                    "With `.md` behind it, as Markdown. Pictures, files to copy (`files/…`) and what the search field needs are here too.",
                tag: "documentation",
                parameters: [.init(name: "page", place: "path", description: "Its path.", isRequired: true)],
                answers: [
                    .init(
                        200, "The page.",
                        types: [
                            Self.html, "text/markdown", "text/plain", "text/javascript", "image/png", MediaType.json,
                        ]),
                    .init(404, APIOperation.meaning(of: 404), types: [Self.html]),
                ], errors: .protocolErrors([429])),
            text("/llms.txt", "llms", "An index of the documentation for language models", "text/plain"),
            text("/llms-full.txt", "llms-full", "All of the documentation as one text", "text/plain"),
            document("/openapi.json", "openapi", "This document", "OpenAPI 3.1.", "OpenAPI", tag: "documentation"),
            APIOperation(
                path: "/_mcp/server", method: "post", id: "mcp", summary: "An MCP server over the documentation",
                description: "Streamable HTTP, with the tools `search` and `fetch`.", tag: "documentation",
                body: "JSONRPCMessages", bodyTypes: [MediaType.json],
                answers: [
                    .init(200, "The answer.", "JSONRPCAnswers"), .init(202, "A notification was taken."),
                    .init(400, "The message is none, or its revision is not spoken.", "JSONRPCAnswers"),
                    .init(415, APIOperation.meaning(of: 415), "JSONRPCAnswers"),
                ], errors: .protocolErrors([413, 429])),
        ]
    }

    private var operation: [APIOperation] {
        [
            APIOperation(
                path: "/healthz", method: "get", id: "health", summary: "Whether the server runs",
                description: "Always 200.",
                tag: "operation", answers: [.init(200, "It runs.", "Health")]),
            APIOperation(
                path: "/readyz", method: "get", id: "readiness", summary: "Whether the server can answer",
                description: "The database can be reached and written, and the keys are loaded.", tag: "operation",
                answers: [
                    .init(200, "It can.", "Health"), .init(503, "It cannot; the body says why.", "Error"),
                ]),
            APIOperation(
                path: "/metrics", method: "get", id: "metrics", summary: "Metrics",
                description: "In Prometheus' text format.",
                tag: "operation", answers: [.init(200, "The metrics.", types: ["text/plain"])]),
        ]
    }

    private func document(
        _ path: String, _ id: String, _ summary: String, _ description: String, _ schema: String,
        tag: String = "discovery"
    ) -> APIOperation {
        APIOperation(
            path: path, method: "get", id: id, summary: summary, description: description, tag: tag,
            answers: [.init(200, "The document.", schema)],
            errors: tag == "documentation" ? .protocolErrors([429]) : .none)
    }

    private func text(_ path: String, _ id: String, _ summary: String, _ type: String) -> APIOperation {
        APIOperation(
            path: path, method: "get", id: id, summary: summary, description: summary + ".", tag: "documentation",
            answers: [.init(200, "The text.", types: [type])], errors: .protocolErrors([429]))
    }

    /// A resource that a token opens, by GET and by POST.
    private func both(
        _ path: String, _ id: String, _ summary: String, _ description: String, _ schema: String
    ) -> [APIOperation] {
        let isUserInfo = path == Endpoints.userInfo
        return ["get", "post"].map { method in
            APIOperation(
                path: path, method: method, id: method == "get" ? id : "\(id)-by-post", summary: summary,
                description: description, tag: isUserInfo ? "users" : "authentication",
                answers: [.init(200, "The answer.", schema)]
                    + (isUserInfo
                        ? []
                        : [400, 401, 403].map { .init($0, APIOperation.meaning(of: $0), "MeError") }),
                errors: .protocolErrors(isUserInfo ? [400, 401, 403, 413, 429, 500, 503] : [413, 429, 500, 503]),
                security: ["token"])
        }
    }

    /// A page, by GET with parameters in the query, and by POST of a form if it has fields.
    private func page(
        _ path: String, _ id: String, _ summary: String, _ description: String, _ parameters: [String],
        fields: [String] = []
    ) -> [APIOperation] {
        let errors = APIOperation.Errors.pages([400, 403, 413, 429, 500, 503])
        let answers: [APIOperation.Answer] = [
            .init(200, "The page.", types: [Self.html]), .init(303, "To the next page, or to the application."),
        ]
        let get = APIOperation(
            path: path, method: "get", id: id, summary: summary, description: description, tag: "pages",
            parameters: parameters.map { .init(name: $0, place: "query", description: "`\($0)`") }, answers: answers,
            errors: errors)
        let post = APIOperation(
            path: path, method: "post", id: "\(id)-form", summary: summary, description: description, tag: "pages",
            fields: fields, answers: answers, errors: errors)
        return fields.isEmpty ? [get] : [get, post]
    }
}
