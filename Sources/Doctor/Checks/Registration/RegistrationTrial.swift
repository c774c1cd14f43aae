import OAuthProtocol

/// Registers for real: first something hostile, which must be refused, then what a native client would (RFC 7591).
struct RegistrationTrial {
    let document: ServerDocument
    /// The initial access token; `nil` for none.
    let token: Secret?
    /// What the client is registered for; `nil` leaves that to the server.
    let scope: String?

    /// What was found, and the client that was registered; `nil` if none was.
    func run(_ context: CheckContext) async -> (section: Diagnosis.Section, registration: Registration?) {
        var findings = Findings()
        var registration: Registration?
        if let url = document.endpoint("registration_endpoint") {
            do {
                try await checkHostile(url, context, &findings)
                let answer = try await context.send(request(url, Registration.metadata(scope: scope)))
                registration = Registration(answer)
                RegistrationValidation(answer: answer, token: token).check(&findings)
            } catch {
                error.report(to: &findings, named: "registration")
            }
        }
        let subject = document.members["registration_endpoint"]?.string ?? document.issuer.value
        return (Diagnosis.Section(title: "Registration", subject: subject, findings: findings.list), registration)
    }

    private func request(_ url: WebURI, _ metadata: JSONValue) -> OutgoingRequest {
        var request = OutgoingRequest.json(url, metadata)
        if let token { request.headers.append(("Authorization", "Bearer \(token.exposed)")) }
        return request
    }

    private func checkHostile(
        _ url: WebURI, _ context: CheckContext, _ findings: inout Findings
    ) async throws(Unanswered) {
        let answer = try await context.send(
            request(url, Registration.metadata(redirectURI: "javascript:alert(1)", scope: scope)))
        let unwanted = Registration(answer)
        let isRemoved = (try? await unwanted?.remove(context))?.isSuccess == true
        findings.check("registration.hostile") {
            if let unwanted {
                return .problem(
                    "A script can be registered as a redirect URI",
                    "javascript:alert(1) was accepted. The browser of whoever signs in would run it on the server's own"
                        + " pages." + (isRemoved ? "" : " \(unwanted.client.id) could not be removed again."),
                    mend: "accept https, http on loopback, and private-use schemes with a dot; refuse all others with"
                        + " invalid_redirect_uri", clause: "RFC 7591 §5; RFC 8252 §7.1")
            }
            let error = ErrorBody(answer)
            let seen = "The answer was \(error.seen)"
            if answer.status == 401 || answer.status == 403 {
                return .note(
                    "Registration is not open to everybody", seen + ".", mend: RegistrationValidation.needsToken(token))
            }
            return answer.status == 400 && error.code == "invalid_redirect_uri" && error.trouble == nil
                ? .ok("A script as redirect URI is invalid_redirect_uri")
                : .warning(
                    "A script as redirect URI is refused, but not by the book",
                    seen + "\(error.trouble.map { "; \($0)" } ?? "").",
                    mend: "answer 400 with {\"error\": \"invalid_redirect_uri\"}", clause: "RFC 7591 §3.2.2")
        }
    }
}
