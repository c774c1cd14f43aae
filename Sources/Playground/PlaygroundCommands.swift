import OAuthProtocol
import OAuthServer

/// The commands and addresses that the playground shows, for copying.
struct PlaygroundCommands: Sendable {
    let issuer: Issuer
    let client: ClientID
    let secret: Secret
    /// Where a flow begins. Absolute: its cookie must lie on the issuer's host, whichever name a page was opened by.
    let startLink: String
    let redirectURI: String
    /// Where the documentation is; `nil` where it is not served.
    let documentation: String?

    private var tokenEndpoint: String { issuer.url(Endpoints.token) }

    /// What a newcomer can paste into a terminal.
    var first: [CodeBlock] {
        [
            CodeBlock(
                label: "A first token, in a terminal",
                text: """
                    curl \(tokenEndpoint) \\
                      -H 'Content-Type: application/json' \\
                      -d '{"grant_type":"client_credentials","client_id":"\(client)","client_secret":"\(secret.exposed)"}'
                    """),
            CodeBlock(
                label: "What this server can do", text: "curl \(issuer.url("/.well-known/openid-configuration"))"),
        ]
    }

    /// `/oauth` with the flow's parameters, below the issuer.
    func authorizationPath(_ flow: PlaygroundFlow) -> String {
        let parameters = [
            ("response_type", "code"), ("client_id", client.value), ("redirect_uri", redirectURI),
            ("scope", "openid profile email offline_access"), ("state", flow.state.exposed),
            ("nonce", flow.nonce.exposed), ("code_challenge", flow.challenge), ("code_challenge_method", "S256"),
        ]
        return "/oauth?" + PercentEncoding.query(parameters)
    }

    /// The members of the token request, as the API that this server stands in for names them.
    func tokenRequest(code: String, _ flow: PlaygroundFlow) -> JSONObject {
        [
            "grant_type": .string("authorization_code"),
            "code": .string(code),
            "redirect_uri": .string(redirectURI),
            "client_id": .string(client.value),
            "client_secret": .string(secret.exposed),
            "code_verifier": .string(flow.verifier.exposed),
        ]
    }

    /// The token request as a command. Whatever could end the quoted text is escaped for the shell.
    func exchange(_ request: JSONObject) -> String {
        let body = PrettyJSON.text(.object(request)).octets.split("'", keepsEmpty: true)
        return
            "curl \(tokenEndpoint) \\\n  -H 'Content-Type: application/json' \\\n  -d '\(body.joined(separator: "'\\''"))'"
    }

    /// Calls one of our resources with a token.
    func call(_ path: String, _ accessToken: String) -> String {
        "curl \(issuer.url(path)) \\\n  -H 'Authorization: Bearer \(accessToken)'"
    }

    /// What to try after a flow.
    var next: [PlaygroundSuggestion] {
        [
            PlaygroundSuggestion(
                title: "Run the flow again: you are signed in and have consented, so it takes no click",
                link: startLink),
            PlaygroundSuggestion(
                title: "Load this page again: the code is replayed, and every token that came of it dies"),
            PlaygroundSuggestion(title: "See and end your sessions", link: issuer.path + "/account/sessions"),
            PlaygroundSuggestion(
                title: "Take the application's access away", link: issuer.path + "/account/applications"),
            PlaygroundSuggestion(
                title: "Register a client of your own",
                command: "cardea client add --name 'My application' --redirect-uri http://localhost:3000/callback"),
        ]
    }
}
