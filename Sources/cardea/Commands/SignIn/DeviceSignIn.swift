import OAuthProtocol

/// The device flow as a client goes through it (RFC 8628): finds the server's endpoints, asks, shows the code, and polls
/// until there are tokens or a reason why not.
struct DeviceSignIn: Sendable {
    let server: ServerAddress
    let clientID: String
    /// `nil` for a public client.
    let clientSecret: Secret?
    /// `nil` asks for whatever the server gives.
    let scope: String?
    let resources: [String]
    let send: @Sendable (WebQuestion) async throws(Unreachable) -> WebReply
    let now: @Sendable () -> Timestamp
    /// Returns after so many seconds.
    let wait: @Sendable (Int64) async throws -> Void
    let show: @Sendable (DevicePrompt) -> Void

    /// The token response.
    ///
    /// - Throws: `CommandError` with what the server or the person said, or why the server cannot be asked.
    func run() async throws -> JSONObject {
        let endpoints = try await DeviceEndpoints(of: server, send: send)
        let grant = try await ask(endpoints)
        show(grant.prompt)
        return try await poll(grant, endpoints)
    }

    /// What the server gave to poll with and to show.
    private struct Grant {
        let deviceCode: String
        let prompt: DevicePrompt
        /// Seconds between two polls.
        let interval: Int64
        let expiresAt: Timestamp
    }

    private func ask(_ endpoints: DeviceEndpoints) async throws -> Grant {
        let fields = [("scope", scope)] + resources.map { ("resource", $0) }
        let reply: WebReply
        do {
            reply = try await send(question(endpoints.device, endpoints, fields))
        } catch {
            throw CommandError("\(endpoints.device) cannot be reached: \(error)")
        }
        guard reply.status == 200, let json = reply.json else { throw Self.refusal(reply, at: endpoints.device) }
        guard let deviceCode = json["device_code"]?.string, let userCode = json["user_code"]?.string,
            let address = json["verification_uri"]?.string, let lifetime = json["expires_in"]?.integer, lifetime > 0
        else {
            throw CommandError(
                "\(endpoints.device) answered without device_code, user_code, verification_uri or expires_in"
                    + " (RFC 8628 section 3.2)")
        }
        return Grant(
            deviceCode: deviceCode,
            prompt: DevicePrompt(
                address: address, userCode: userCode, completeAddress: json["verification_uri_complete"]?.string),
            interval: min(max(json["interval"]?.integer ?? 5, 1), 300), expiresAt: now() + lifetime)
    }

    private func poll(_ grant: Grant, _ endpoints: DeviceEndpoints) async throws -> JSONObject {
        var interval = grant.interval
        let fields: [(String, String?)] = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("device_code", grant.deviceCode),
        ]
        while now() < grant.expiresAt {
            try await wait(interval)
            guard let reply = try? await send(question(endpoints.token, endpoints, fields)), reply.status < 500 else {
                // It may be back in a while (§3.5).
                interval = min(interval * 2, 300)
                continue
            }
            if reply.status == 200, let json = reply.json, json["access_token"]?.string != nil { return json }
            switch reply.json?["error"]?.string {
            case "authorization_pending": continue
            case "slow_down": interval += 5
            case "access_denied": throw CommandError("it was denied in the browser")
            case "expired_token": throw Self.expired
            default: throw Self.refusal(reply, at: endpoints.token)
            }
        }
        throw Self.expired
    }

    /// A form with the client's own credentials, in the way that the server takes them.
    private func question(
        _ url: String, _ endpoints: DeviceEndpoints, _ fields: [(String, String?)]
    ) -> WebQuestion {
        var fields = fields
        var question = WebQuestion(url: url)
        if let clientSecret, endpoints.takesBasic {
            let pair = [clientID, clientSecret.exposed].map { PercentEncoding.encode($0) }.joined(separator: ":")
            question.authorization = "Basic \(Base64.encode(Array(pair.utf8)))"
        } else {
            fields += [("client_id", clientID), ("client_secret", clientSecret?.exposed)]
        }
        question.form = fields.compactMap { name, value in
            value.map { "\(name)=\(PercentEncoding.encode($0))" }
        }.joined(separator: "&")
        return question
    }

    private static let expired = CommandError("nobody allowed it in time, and the code has expired: start again")

    private static func refusal(_ reply: WebReply, at url: String) -> CommandError {
        guard let error = reply.json?["error"]?.string else {
            return CommandError("\(url) answered with status \(reply.status) and no OAuth error")
        }
        let description = reply.json?["error_description"]?.string.map { ": \($0)" } ?? ""
        return CommandError(VisibleText.line("\(url) refused with \(error)\(description)", limit: 2000))
    }
}
