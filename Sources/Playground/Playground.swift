import HTTPTypes
import OAuthProtocol
import OAuthServer
import WebServer

/// What `cardea serve --dev` shows at `/`: the delegation flow to try by hand. It plays the client: it starts the flow with
/// PKCE, takes the code, exchanges it at the token endpoint's own operation and shows every step as it happened.
package struct Playground: Sendable {
    private static let startPath = "/playground/start"
    private static let callbackPath = "/playground/callback"
    /// Holds the flow that is under way, as a client remembers it with its own user.
    private static let cookie = "cardea-playground"

    private let server: AuthorizationServer
    private let pages: PageResponder
    private let cookies: BrowserCookies
    private let commands: PlaygroundCommands
    private let entropy: Entropy

    /// - `client`: a registered client whose redirect URIs have `/playground/callback`, with its `secret`.
    package init(client: ClientID, secret: Secret, server: AuthorizationServer, pages: PageResponder, entropy: Entropy)
    {
        let issuer = server.configuration.issuer
        self.server = server
        self.pages = pages
        self.entropy = entropy
        cookies = BrowserCookies(issuer: issuer)
        commands = PlaygroundCommands(
            issuer: issuer, client: client, secret: secret, startLink: issuer.url(Self.startPath),
            redirectURI: issuer.url(Self.callbackPath), documentation: pages.documentation)
    }

    /// What is added to the server's routes; all have one name in logs and metrics.
    package var routes: [Route] {
        let endpoints: KeyValuePairs<String, PlainEndpoint> = [
            "/": PlainEndpoint { request in pages.page(.playground(commands), for: request, outcome: "ok") },
            Self.startPath: PlainEndpoint { _ in start() },
            Self.callbackPath: PlainEndpoint(respond: finish),
        ]
        return endpoints.map { Route([$0.key], methods: [.get: $0.value], family: .page, name: "/") }
    }

    /// Remembers verifier and nonce, and goes to `/oauth`.
    private func start() -> WebResponse {
        let flow = PlaygroundFlow(from: entropy)
        var response = pages.redirect(to: commands.authorizationPath(flow))
        cookies.set(Self.cookie, flow.cookie, lifetime: 3600, on: &response)
        return response
    }

    private func finish(_ request: WebRequest) async -> WebResponse {
        let answer = Parameters.survey(form: Array((request.query ?? "").utf8)).parameters
        var steps = [PlaygroundStep.lost]
        if let flow = cookies.read(Self.cookie, from: request).flatMap(PlaygroundFlow.init) {
            let run = PlaygroundRun(flow: flow, commands: commands, server: server, now: request.now)
            steps = await run.steps(after: answer)
        }
        return pages.page(.playground(commands, after: steps), for: request, outcome: "ok")
    }
}
