import JOSE
import OAuthProtocol
import OAuthServer
import WebPages

/// One flow from its answer on, each step told as it happened.
struct PlaygroundRun: Sendable {
    let flow: PlaygroundFlow
    let commands: PlaygroundCommands
    let server: AuthorizationServer
    let now: Timestamp

    func steps(after answer: Parameters) async -> [PlaygroundStep] {
        var steps = [asked]
        guard let code = answer["code"], answer["state"]?.octets == flow.state.exposed.octets else {
            steps.append(refused(answer))
            return steps
        }
        steps.append(answered(code, answer))
        let request = commands.tokenRequest(code: code, flow)
        do throws(OAuthError) {
            let parameters = try Parameters(json: request.octets, known: TokenOperation.parameters)
            let response = try await server.token.perform(RequestFacts(parameters: parameters), at: now)
            let token = String(decoding: response.accessToken, as: UTF8.self)
            steps.append(exchanged(request, response))
            steps.append(decoded(response))
            steps.append(try await resources(token))
        } catch {
            steps.append(
                PlaygroundStep(
                    title: "The exchange is refused",
                    explanation: "The token endpoint says what is wrong.",
                    blocks: [curl(request)], failure: "\(error.code.rawValue): \(error.description)"))
        }
        return steps
    }

    private var asked: PlaygroundStep {
        let url = server.configuration.issuer.value + commands.authorizationPath(flow)
        return PlaygroundStep(
            title: "The application asked",
            explanation:
                "It sent the browser to the authorization endpoint, with a state, a nonce and a PKCE challenge.",
            blocks: [CodeBlock(label: "Authorization request", language: .url, text: url)])
    }

    private func answered(_ code: String, _ answer: Parameters) -> PlaygroundStep {
        PlaygroundStep(
            title: "The browser came back with a code",
            explanation: "The state is the one that was sent, and iss names this server, so the answer is ours.",
            blocks: [
                CodeBlock(label: "code", language: .text, text: code),
                CodeBlock(
                    label: "state and iss", language: .text, text: "\(answer["state"] ?? "")\n\(answer["iss"] ?? "")"),
            ])
    }

    private func refused(_ answer: Parameters) -> PlaygroundStep {
        let mismatch = "the state is not the one that was sent, so the answer is not for this flow"
        let failure = answer["error"].map { "\($0): \(answer["error_description"] ?? "")" } ?? mismatch
        return PlaygroundStep(
            title: "The browser came back without a code",
            explanation: "An application shows this to its user and offers to try again.", blocks: [], failure: failure)
    }

    private func curl(_ request: JSONObject) -> CodeBlock {
        CodeBlock(label: "Token request", language: .shell, text: commands.exchange(request))
    }

    private func exchanged(_ request: JSONObject, _ response: TokenResponse) -> PlaygroundStep {
        PlaygroundStep(
            title: "The code was exchanged for tokens",
            explanation:
                "Client secret and PKCE verifier prove that whoever exchanges the code is whoever asked for it.",
            blocks: [
                curl(request), CodeBlock(label: "Answer", language: .json, text: PrettyJSON.text(response.octets)),
            ])
    }

    private func decoded(_ response: TokenResponse) -> PlaygroundStep {
        var blocks = Self.decode(String(decoding: response.accessToken, as: UTF8.self), "Access token")
        if let idToken = response.idToken {
            blocks += Self.decode(String(decoding: idToken, as: UTF8.self), "ID token")
        }
        return PlaygroundStep(
            title: "What the tokens say",
            explanation:
                "An API reads the access token; the application reads the ID token, and nothing else about the user.",
            blocks: blocks)
    }

    /// Header and payload of a JWT; an opaque token has nothing to show.
    private static func decode(_ token: String, _ name: String) -> [CodeBlock] {
        let parts = token.octets.split(".").prefix(2).compactMap { Base64URL.decode(String($0)) }
        guard parts.count == 2 else { return [CodeBlock(label: "\(name), opaque", language: .text, text: token)] }
        return zip(["header", "payload"], parts).map {
            CodeBlock(label: "\(name), \($0)", language: .json, text: PrettyJSON.text($1))
        }
    }

    private func resources(_ token: String) async throws(OAuthError) -> PlaygroundStep {
        let facts = RequestFacts(parameters: Parameters(), authorization: "Bearer \(token)")
        var userInfo = JSONObject()
        if case .json(let claims) = try await server.userInfo.userInfo(facts, at: now) { userInfo = claims }
        let me = try await server.userInfo.me(facts, at: now) ?? JSONObject()
        return PlaygroundStep(
            title: "Who you are",
            explanation: "The access token opens the server's own resources, each claim by its scope.",
            blocks: [
                CodeBlock(label: "Ask", language: .shell, text: commands.call(Endpoints.userInfo, token)),
                CodeBlock(label: Endpoints.userInfo, language: .json, text: PrettyJSON.text(.object(userInfo))),
                CodeBlock(label: Endpoints.me, language: .json, text: PrettyJSON.text(.object(me))),
            ])
    }
}
