import OAuthProtocol
import Outbound

extension ServerDocument {
    /// The registration endpoint without registering anything: that it is there, and does not answer what it should
    /// not.
    func checkRegistrationUntried(_ examiner: Examiner) async throws(Unanswered) {
        guard let url = endpoint("registration_endpoint") else { return }
        let answer = try await examiner.send(.document(url))
        let isRegistration = answer.object?["client_id"] != nil || answer.body.first == UInt8(ascii: "[")
        examiner.check(
            "registration.endpoint", clause: "RFC 7591 §3",
            .problem(
                if: answer.isRedirect, "The registration endpoint redirects",
                "The answer is \(answer.redirection).", mend: "advertise the address that answers"),
            .problem(
                if: answer.status == 404 || answer.status >= 500, "Nobody answers at the registration endpoint",
                "A GET was answered with \(answer.summary).", mend: "mend the address, or take it out of the metadata"),
            .problem(
                if: answer.isSuccess && isRegistration, "Registrations can be read by anybody",
                "A GET without any token was answered with \(answer.summary).", mend: "answer GET with 405",
                clause: "RFC 7591 §3; RFC 7592 §2.1"),
            .ok("The registration endpoint answers"))
        examiner.check(
            "registration.untried",
            .note("Nothing was registered", "With --register a client is registered, and removed again."))
    }

    /// Registers for real: first something hostile, which must be refused, then what a native client would (RFC 7591).
    ///
    /// - `token`: the initial access token; `nil` for none.
    /// - `registered`: is given the client that was registered, if one was.
    func checkRegistration(
        token: Secret?, _ examiner: Examiner, registered: (Registration) -> Void
    ) async throws(Unanswered) {
        guard let url = endpoint("registration_endpoint") else { return }
        let hostile = Registration.metadata(redirectURI: "javascript:alert(1)", scope: resource?.scope)
        try await checkHostile(OutboundRequest.json(url, hostile).with(token: token?.exposed), token, examiner)
        let native = Registration.metadata(scope: resource?.scope)
        let answer = try await examiner.send(.json(url, native).with(token: token?.exposed))
        if let registration = Registration(answer) { registered(registration) }
        answer.checkRegistration(token: token, examiner)
    }

    private func checkHostile(
        _ request: OutboundRequest, _ token: Secret?, _ examiner: Examiner
    ) async throws(Unanswered) {
        let answer = try await examiner.send(request)
        let unwanted = Registration(answer)
        let isRemoved = (try? await unwanted?.remove(examiner))?.isSuccess == true
        let stays = isRemoved ? "" : " \(unwanted?.client.id ?? "") could not be removed again."
        let seen = "The answer was \(answer.errorSummary)"
        let isRight = answer.status == 400 && answer.errorCode == "invalid_redirect_uri"
        examiner.check(
            "registration.hostile",
            .problem(
                if: unwanted != nil, "A script can be registered as a redirect URI",
                "javascript:alert(1) was accepted. The browser of whoever signs in would run it on the server's own"
                    + " pages." + stays,
                mend: "accept https, http on loopback, and private-use schemes with a dot; refuse all others with"
                    + " invalid_redirect_uri", clause: "RFC 7591 §5; RFC 8252 §7.1"),
            .note(
                if: [401, 403].contains(answer.status), "Registration is not open to everybody", seen + ".",
                mend: Answer.needsToken(token)),
            .ok(if: isRight && answer.errorTrouble == nil, "A script as redirect URI is invalid_redirect_uri"),
            .warning(
                "A script as redirect URI is refused, but not by the book",
                seen + "\(answer.errorTrouble.map { "; \($0)" } ?? "").",
                mend: "answer 400 with {\"error\": \"invalid_redirect_uri\"}", clause: "RFC 7591 §3.2.2"))
    }
}
