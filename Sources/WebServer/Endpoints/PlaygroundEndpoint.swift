import HTTPTypes
import JOSE
import OAuthProtocol
import OAuthServer
import WebPages

/// The client that the playground plays, with `--dev` alone.
package struct PlaygroundClient: Sendable {
    let id: ClientID
    let secret: Secret
    /// Where the server really listens, for commands to copy.
    let address: String

    package init(id: ClientID, secret: Secret, address: String) {
        self.id = id
        self.secret = secret
        self.address = address
    }
}

/// `/` with `--dev`: the delegation flow to try by hand. The page plays the client: it starts the flow with PKCE, takes
/// the code, exchanges it at the token endpoint's own operation and shows every step as it happened.
struct PlaygroundEndpoint: Endpoint {
    static let startPath = "/playground/start"
    static let callbackPath = "/playground/callback"

    let client: PlaygroundClient
    let site: Site

    func respond(to request: WebRequest) async -> WebResponse {
        if request.path.octets.hasSuffix(Self.startPath) { return start() }
        if request.path.octets.hasSuffix(Self.callbackPath) { return await finish(request) }
        return page(request, .start(commands: commands.first))
    }

    private var commands: PlaygroundCommands {
        PlaygroundCommands(issuer: site.server.configuration.issuer, client: client)
    }

    private func page(_ request: WebRequest, _ state: PlaygroundPage.State) -> WebResponse {
        let issuer = site.server.configuration.issuer
        return site.pages.page(
            // Absolute: the flow's cookie must lie on the issuer's host, whichever name this page was opened by.
            PlaygroundPage(
                issuer: issuer.value, startLink: issuer.url(Self.startPath), documentation: site.pages.documentation,
                state: state), for: request, outcome: "ok")
    }

    /// Remembers verifier and nonce in a cookie, as a client remembers them with its own user, and goes to `/oauth`.
    private func start() -> WebResponse {
        let flow = PlaygroundFlow(from: site.browsers)
        let issuer = site.server.configuration.issuer
        var response = site.pages.redirect(toLocation: issuer.path + commands.authorizationPath(flow))
        site.browsers.cookies.set(.playground, flow.cookie, lifetime: 3600, on: &response)
        return response
    }

    private func finish(_ request: WebRequest) async -> WebResponse {
        guard let flow = site.browsers.cookies.read(.playground, from: request).flatMap(PlaygroundFlow.init) else {
            let lost = PlaygroundStep(
                title: "The flow is not known", explanation: "This browser has not begun one, or too long ago.",
                blocks: [],
                failure: "The cookie with state, nonce and verifier is missing. Press the button to begin again.")
            return page(request, .finished(steps: [lost], next: commands.next))
        }
        let answer = Parameters.survey(form: Array((request.query ?? "").utf8)).parameters
        let run = PlaygroundRun(flow: flow, commands: commands, server: site.server, now: request.now)
        return page(request, .finished(steps: await run.steps(after: answer), next: commands.next))
    }
}
