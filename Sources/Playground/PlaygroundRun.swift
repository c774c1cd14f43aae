import OAuthProtocol
import OAuthServer

/// One flow from its answer on, each step told as it happened.
struct PlaygroundRun: Sendable {
    let flow: PlaygroundFlow
    let commands: PlaygroundCommands
    let server: AuthorizationServer
    let now: Timestamp

    func steps(after answer: Parameters) async -> [PlaygroundStep] {
        guard let code = answer["code"], objection(to: answer) == nil else { return [asked, refused(answer)] }
        var steps = [asked, answered(code, answer)]
        let request = commands.tokenRequest(code: code, flow)
        let command = CodeBlock(label: "Token request", text: commands.exchange(request))
        do throws(OAuthError) {
            let parameters = try Parameters(json: request.octets, known: TokenOperation.parameters)
            let response = try await server.token.perform(RequestFacts(parameters: parameters), at: now)
            steps.append(exchanged(command, response))
            steps.append(decoded(response))
            steps.append(try await resources(String(decoding: response.accessToken, as: UTF8.self)))
        } catch {
            steps.append(
                PlaygroundStep(
                    title: "The exchange is refused", explanation: "The token endpoint says what is wrong.",
                    blocks: [command], failure: "\(error.code.rawValue): \(error.description)"))
        }
        return steps
    }

    private var asked: PlaygroundStep {
        // A parameter a line, for reading; an address bar leaves line breaks out.
        let url = (commands.issuer.value + commands.authorizationPath(flow)).octets.split("&").joined(separator: "\n&")
        return PlaygroundStep(
            title: "The application asked",
            explanation:
                "It sent the browser to the authorization endpoint, with a state, a nonce and a PKCE challenge.",
            blocks: [CodeBlock(label: "Authorization request", text: url)])
    }

    private func answered(_ code: String, _ answer: Parameters) -> PlaygroundStep {
        PlaygroundStep(
            title: "The browser came back with a code",
            explanation: "The state is the one that was sent, and iss names this server, so the answer is ours.",
            blocks: [
                CodeBlock(label: "code", text: code),
                CodeBlock(label: "state and iss", text: "\(answer["state"] ?? "")\n\(answer["iss"] ?? "")"),
            ])
    }

    /// Why an answer is not taken, whatever it brings (RFC 6749 §10.12, RFC 9207 §2.4); `nil` if it is ours.
    private func objection(to answer: Parameters) -> String? {
        if answer["state"]?.octets != flow.state.exposed.octets {
            return "the state is not the one that was sent, so the answer is not for this flow"
        }
        if answer["iss"]?.octets != commands.issuer.value.octets {
            return "iss does not name this server, so the answer is another's"
        }
        return nil
    }

    private func refused(_ answer: Parameters) -> PlaygroundStep {
        PlaygroundStep(
            title: "The browser came back without a code",
            explanation: "An application shows this to its user and offers to try again.",
            failure: answer["error"].map { "\($0): \(answer["error_description"] ?? "")" } ?? objection(to: answer)
                ?? "there is no code")
    }

    private func exchanged(_ command: CodeBlock, _ response: TokenResponse) -> PlaygroundStep {
        PlaygroundStep(
            title: "The code was exchanged for tokens",
            explanation:
                "Client secret and PKCE verifier prove that whoever exchanges the code is whoever asked for it.",
            blocks: [command, CodeBlock(label: "Answer", text: PrettyJSON.text(response.octets))])
    }

    private func decoded(_ response: TokenResponse) -> PlaygroundStep {
        PlaygroundStep(
            title: "What the tokens say",
            explanation:
                "An API reads the access token; the application reads the ID token, and nothing else about the user.",
            blocks: Self.decode(response.accessToken, "Access token")
                + (response.idToken.map { Self.decode($0, "ID token") } ?? []))
    }

    /// Header and payload of a JWT; an opaque token has nothing to show.
    private static func decode(_ octets: [UInt8], _ name: String) -> [CodeBlock] {
        let token = String(decoding: octets, as: UTF8.self)
        let parts = token.octets.split(".").prefix(2).compactMap { Base64URL.decode(String($0)) }
        guard parts.count == 2 else { return [CodeBlock(label: "\(name), opaque", text: token)] }
        return zip(["header", "payload"], parts).map {
            CodeBlock(label: "\(name), \($0)", text: PrettyJSON.text($1))
        }
    }

    private func resources(_ token: String) async throws(OAuthError) -> PlaygroundStep {
        let facts = RequestFacts(parameters: Parameters(), authorization: "Bearer \(token)")
        var userInfo: [UInt8] = []
        if case .json(let claims) = try await server.userInfo.userInfo(facts, at: now) { userInfo = claims }
        let me = try await server.userInfo.me(facts, at: now) ?? []
        return PlaygroundStep(
            title: "Who you are",
            explanation: "The access token opens the server's own resources, each claim by its scope.",
            blocks: [
                CodeBlock(label: "Ask", text: commands.call(Endpoints.userInfo, token)),
                CodeBlock(label: Endpoints.userInfo, text: PrettyJSON.text(userInfo)),
                CodeBlock(label: Endpoints.me, text: PrettyJSON.text(me)),
            ])
    }
}
