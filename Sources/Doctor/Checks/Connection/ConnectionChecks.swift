import OAuthProtocol

/// Whether a server can be reached at all, by TLS that clients accept, and what it believes the time to be.
struct ConnectionChecks: CheckGroup {
    /// Any URL of the server.
    let url: WebURI

    let title = "Connection"
    let name = "connection"
    var subject: String { url.origin }

    func run(_ context: CheckContext, _ findings: inout Findings) async throws(Unanswered) {
        if url.isSecure {
            switch await context.exchange.handshake(with: url) {
            case .success(let handshake):
                findings += TLSValidation(host: url.host, now: context.now).findings(handshake)
            case .failure(let failure): throw Unanswered(url: url, cause: .failed(failure))
            }
        } else {
            findings.check("connection.https", clause: "RFC 9700 §2.6; OAuth 2.1 §1.5") {
                url.isLoopback
                    ? .ok("Plain http, on this machine only")
                    : .problem(
                        "Tokens and codes would travel in the clear",
                        "\(url.origin) is plain http, which is allowed on loopback only; clients refuse it.",
                        mend: "serve it by https, and write https in every URL of the metadata")
            }
        }
        switch await context.exchange.answer(to: OutgoingRequest("GET", url.at("/") ?? url)) {
        case .success(let answer):
            findings.check("connection.answer") { .ok("The server answers") }
            checkClock(answer, &findings)
        case .failure(let failure): throw Unanswered(url: url, cause: .failed(failure))
        }
    }

    /// Codes live for a minute and assertions for five, so clocks must agree to well within that.
    private func checkClock(_ answer: Answer, _ findings: inout Findings) {
        let mend = "set both clocks by NTP, then look again (timedatectl says what is wrong)"
        findings.check("connection.clock", mend: mend) {
            guard let text = answer.header("Date"), let date = CivilTime(http: text)?.timestamp else {
                return .note(
                    "The server does not say what time it is",
                    "There is no Date header that can be read, so its clock could not be compared with ours.",
                    mend: "send a Date header", clause: "RFC 9110 §6.6.1")
            }
            let offset = answer.receivedAt.seconds(since: date)
            let detail =
                "The server's clock is \(offset.magnitude) seconds \(offset > 0 ? "behind" : "ahead of") ours. Tokens are then"
                + " taken for expired, or for not yet valid, and assertions are refused."
            switch offset.magnitude {
            case ...10: return .ok("Its clock and ours agree")
            case ...60: return .note("The clocks differ a little", detail)
            case ...300: return .warning("The clocks differ", detail, clause: "RFC 7519 §4.1.4")
            default: return .problem("The clocks differ much", detail, clause: "RFC 7519 §4.1.4")
            }
        }
    }
}
