import OAuthProtocol

/// Whether a server can be reached at all, by TLS that clients accept, and what it believes the time to be.
struct ConnectionExamination: Examination {
    /// Any URL of the server.
    let url: WebURI

    let title = "Connection"
    let name = "connection"
    var subject: String { url.origin }

    func examine(_ visit: Visit, _ findings: inout [Finding]) async throws(Unanswered) {
        if url.isSecure {
            switch await visit.exchange.handshake(with: url) {
            case .success(let handshake): findings += TLSJudgement(host: url.host, now: visit.now).findings(handshake)
            case .failure(let failure): throw Unanswered(url: url, cause: .failed(failure))
            }
        } else if url.isLoopback {
            findings.append(.ok("connection.https", "Plain http, on this machine only"))
        } else {
            findings.append(
                .problem(
                    "connection.https", "Tokens and codes would travel in the clear",
                    "\(url.origin) is plain http, which is allowed on loopback only; clients refuse it.",
                    mend: "serve it by https, and write https in every URL of the metadata",
                    clause: "RFC 9700 §2.6; OAuth 2.1 §1.5"))
        }
        let answer: Answer
        switch await visit.exchange.answer(to: OutgoingRequest("GET", url.at("/") ?? url)) {
        case .success(let received): answer = received
        case .failure(let failure): throw Unanswered(url: url, cause: .failed(failure))
        }
        findings.append(.ok("connection.answer", "The server answers"))
        findings.append(clock(answer))
    }

    /// Codes live for a minute and assertions for five, so clocks must agree to well within that.
    private func clock(_ answer: Answer) -> Finding {
        guard let text = answer.header("Date"), let date = CivilTime(http: text)?.timestamp else {
            return .note(
                "connection.clock", "The server does not say what time it is",
                "There is no Date header that can be read, so its clock could not be compared with ours.",
                mend: "send a Date header", clause: "RFC 9110 §6.6.1")
        }
        let offset = answer.receivedAt.seconds(since: date)
        let distance = offset.magnitude
        if distance <= 10 { return .ok("connection.clock", "Its clock and ours agree") }
        let detail =
            "The server's clock is \(distance) seconds \(offset > 0 ? "behind" : "ahead of") ours. Tokens are then taken"
            + " for expired, or for not yet valid, and assertions are refused."
        let mend = "set both clocks by NTP, then look again (timedatectl says what is wrong)"
        return distance <= 60
            ? .note("connection.clock", "The clocks differ a little", detail, mend: mend)
            : distance <= 300
                ? .warning("connection.clock", "The clocks differ", detail, mend: mend, clause: "RFC 7519 §4.1.4")
                : .problem("connection.clock", "The clocks differ much", detail, mend: mend, clause: "RFC 7519 §4.1.4")
    }
}
