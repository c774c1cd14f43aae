import OAuthProtocol

/// Where a server's device flow is, by its metadata (RFC 8414 §2, RFC 8628 §4).
struct DeviceEndpoints: Sendable, Equatable {
    /// `device_authorization_endpoint`
    let device: String
    /// `token_endpoint`
    let token: String
    /// Whether a client's secret is sent in the `Authorization` header, and not in the body.
    let takesBasic: Bool

    /// Reads the metadata from where it may be.
    ///
    /// - Throws: `CommandError` that says what each place had to say, if none has the endpoints.
    init(
        of server: ServerAddress, send: (WebQuestion) async throws(Unreachable) -> WebReply
    ) async throws(CommandError) {
        var findings: [String] = []
        for url in server.documents {
            let reply: WebReply
            do {
                reply = try await send(WebQuestion(url: url))
            } catch {
                findings.append("\(url) cannot be reached: \(error)")
                continue
            }
            guard reply.status == 200, let document = reply.json else {
                findings.append("\(url) answered with status \(reply.status) and no metadata")
                continue
            }
            guard let issuer = document["issuer"]?.string, server.isNamed(issuer) else {
                findings.append("\(url) is the metadata of another issuer")
                continue
            }
            guard let device = document["device_authorization_endpoint"]?.string,
                let token = document["token_endpoint"]?.string
            else {
                findings.append("\(url) names no device_authorization_endpoint, so the server has no device flow")
                continue
            }
            guard ServerAddress.isFit(device), ServerAddress.isFit(token) else {
                findings.append("\(url) names endpoints that are not https")
                continue
            }
            self.device = device
            self.token = token
            // Basic is what a server takes that does not say (RFC 8414 §2).
            let methods = document["token_endpoint_auth_methods_supported"]?.strings
            takesBasic = methods?.contains("client_secret_basic") ?? true
            return
        }
        throw CommandError(findings.joined(separator: "; "))
    }
}
