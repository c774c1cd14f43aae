import OAuthProtocol

/// The registration endpoint without registering anything: that it is there, and does not answer what it should not.
struct RegistrationChecks: CheckGroup {
    let document: ServerDocument

    let title = "Registration"
    let name = "registration"
    var subject: String { document.members["registration_endpoint"]?.string ?? document.issuer.value }

    func run(_ context: CheckContext, _ findings: inout Findings) async throws(Unanswered) {
        guard let url = document.endpoint("registration_endpoint") else { return }
        let answer = try await context.send(.document(url))
        findings.check("registration.endpoint", clause: "RFC 7591 §3") {
            if answer.isRedirect {
                return .problem(
                    "The registration endpoint redirects",
                    "The answer is \(answer.status) to \(answer.quotedLocation).",
                    mend: "advertise the address that answers")
            }
            if answer.status == 404 || answer.status >= 500 {
                return .problem(
                    "Nobody answers at the registration endpoint", "A GET was answered with \(answer.summary).",
                    mend: "mend the address, or take it out of the metadata")
            }
            let isRegistration = (try? answer.object()["client_id"]) != nil || answer.body.first == UInt8(ascii: "[")
            return answer.isSuccess && isRegistration
                ? .problem(
                    "Registrations can be read by anybody",
                    "A GET without any token was answered with \(answer.summary).", mend: "answer GET with 405",
                    clause: "RFC 7591 §3; RFC 7592 §2.1")
                : .ok("The registration endpoint answers")
        }
        findings.check("registration.untried") {
            .note("Nothing was registered", "With --register a client is registered, and removed again.")
        }
    }
}

/// The last word to the server: the client that was registered leaves again (RFC 7592 §2.3).
struct RemovalChecks: CheckGroup {
    let registration: Registration

    let title = "Leaving"
    let name = "removal"
    var subject: String { registration.client.shownID }

    func run(_ context: CheckContext, _ findings: inout Findings) async throws(Unanswered) {
        let answer = try await registration.remove(context)
        findings.check("removal.client") {
            guard let answer else {
                return .note(
                    "The client that was registered stays",
                    "The server gave no registration_client_uri and registration_access_token, so"
                        + " \(registration.client.id) could not be removed.",
                    mend: "remove it by hand", clause: "RFC 7592 §3")
            }
            return answer.status == 204
                ? .ok("The client that was registered is gone again")
                : .warning(
                    "The client that was registered could not be removed",
                    "DELETE was answered with \(answer.summary); \(registration.client.id) may still be there.",
                    mend: "answer 204, and remove the client by hand", clause: "RFC 7592 §2.3")
        }
    }
}
