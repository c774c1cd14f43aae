import OAuthProtocol

/// The registration endpoint without registering anything: that it is there, and does not answer what it should not.
struct RegistrationExamination: Examination {
    let document: ServerDocument

    let title = "Registration"
    let name = "registration"
    var subject: String { document.members["registration_endpoint"]?.string ?? document.issuer.value }

    func examine(_ visit: Visit, _ findings: inout [Finding]) async throws(Unanswered) {
        guard let url = document.endpoint("registration_endpoint") else { return }
        let answer = try await visit.send(.document(url))
        if answer.isRedirect {
            findings.append(
                .problem(
                    "registration.endpoint", "The registration endpoint redirects",
                    "The answer is \(answer.status) to \(VisibleText.quoted(answer.header("Location") ?? "")).",
                    mend: "advertise the address that answers", clause: "RFC 7591 §3"))
        } else if answer.status == 404 || answer.status >= 500 {
            findings.append(
                .problem(
                    "registration.endpoint", "Nobody answers at the registration endpoint",
                    "A GET was answered with \(answer.summary).",
                    mend: "mend the address, or take it out of the metadata",
                    clause: "RFC 7591 §3"))
        } else if answer.isSuccess, (try? answer.object()["client_id"]) != nil || answer.body.first == UInt8(ascii: "[")
        {
            findings.append(
                .problem(
                    "registration.endpoint", "Registrations can be read by anybody",
                    "A GET without any token was answered with \(answer.summary).", mend: "answer GET with 405",
                    clause: "RFC 7591 §3; RFC 7592 §2.1"))
        } else {
            findings.append(.ok("registration.endpoint", "The registration endpoint answers"))
        }
        findings.append(
            .note(
                "registration.untried", "Nothing was registered",
                "With --register a client is registered, and removed again."))
    }
}
