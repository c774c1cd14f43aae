import OAuthProtocol

/// Registers for real: first something hostile, which must be refused, then what a native client would (RFC 7591).
struct RegistrationTrial {
    let document: ServerDocument
    /// The initial access token; `nil` for none.
    let token: Secret?
    /// What the client is registered for; `nil` leaves that to the server.
    let scope: String?

    /// What was found, and the client that was registered; `nil` if none was.
    func run(_ visit: Visit) async -> (section: Diagnosis.Section, registration: Registration?) {
        var findings: [Finding] = []
        var registration: Registration?
        if let url = document.endpoint("registration_endpoint") {
            do {
                findings.append(try await hostile(url, visit))
                let answer = try await visit.send(request(url, Registration.metadata(scope: scope)))
                registration = Registration(answer)
                findings += RegistrationJudgement(answer: answer).findings
            } catch {
                findings.append(error.finding(named: "registration"))
            }
        }
        let subject = document.members["registration_endpoint"]?.string ?? document.issuer.value
        return (Diagnosis.Section(title: "Registration", subject: subject, findings: findings), registration)
    }

    private func request(_ url: WebURI, _ metadata: JSONValue) -> OutgoingRequest {
        var request = OutgoingRequest.json(url, metadata)
        if let token { request.headers.append(("Authorization", "Bearer \(token.exposed)")) }
        return request
    }

    private func hostile(_ url: WebURI, _ visit: Visit) async throws(Unanswered) -> Finding {
        let id = "registration.hostile"
        let answer = try await visit.send(
            request(url, Registration.metadata(redirectURI: "javascript:alert(1)", scope: scope)))
        if let unwanted = Registration(answer) {
            let removal = try? await unwanted.remove(visit)
            let rest = removal?.isSuccess == true ? "" : " \(unwanted.client.id) could not be removed again."
            return .problem(
                id, "A script can be registered as a redirect URI",
                "javascript:alert(1) was accepted. The browser of whoever signs in would run it on the server's own pages."
                    + rest,
                mend: "accept https, http on loopback, and private-use schemes with a dot; refuse all others with"
                    + " invalid_redirect_uri", clause: "RFC 7591 §5; RFC 8252 §7.1")
        }
        let error = ErrorBody(answer)
        if answer.status == 401 || answer.status == 403 {
            return .note(
                id, "Registration is not open to everybody", "The answer was \(answer.summary), \(error.shown).")
        }
        if answer.status == 400, error.code == "invalid_redirect_uri", error.trouble == nil {
            return .ok(id, "A script as redirect URI is invalid_redirect_uri")
        }
        return .warning(
            id, "A script as redirect URI is refused, but not by the book",
            "The answer was \(answer.summary), \(error.shown)\(error.trouble.map { "; \($0)" } ?? "").",
            mend: "answer 400 with {\"error\": \"invalid_redirect_uri\"}", clause: "RFC 7591 §3.2.2")
    }
}

/// The last word to the server: the client that was registered leaves again (RFC 7592 §2.3).
struct RemovalExamination: Examination {
    let registration: Registration

    let title = "Leaving"
    let name = "removal"
    var subject: String { registration.client.shownID }

    func examine(_ visit: Visit, _ findings: inout [Finding]) async throws(Unanswered) {
        guard let answer = try await registration.remove(visit) else {
            findings.append(
                .note(
                    "removal.client", "The client that was registered stays",
                    "The server gave no registration_client_uri and registration_access_token, so \(registration.client.id)"
                        + " could not be removed.", mend: "remove it by hand", clause: "RFC 7592 §3"))
            return
        }
        findings.append(
            answer.status == 204
                ? .ok("removal.client", "The client that was registered is gone again")
                : .warning(
                    "removal.client", "The client that was registered could not be removed",
                    "DELETE was answered with \(answer.summary); \(registration.client.id) may still be there.",
                    mend: "answer 204, and remove the client by hand", clause: "RFC 7592 §2.3"))
    }
}
