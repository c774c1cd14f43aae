import OAuthProtocol
import Outbound

extension WebURI {
    /// Whether a server can be reached at all, by TLS that clients accept, and what it believes the time to be.
    func checkConnection(_ examiner: Examiner) async throws(Unanswered) {
        let exchange = examiner.context.exchange
        if isSecure {
            let handshake = try examiner.received(await exchange.handshake(with: self), from: self)
            handshake.check(examiner, host: host)
        } else {
            examiner.check(
                "connection.https", clause: "RFC 9700 §2.6; OAuth 2.1 §1.5",
                .ok(if: isLoopback, "Plain http, on this machine only"),
                .problem(
                    "Tokens and codes would travel in the clear",
                    "\(origin) is plain http, which is allowed on loopback only; clients refuse it.",
                    mend: "serve it by https, and write https in every URL of the metadata"))
        }
        let root = OutboundRequest("GET", at("/") ?? self)
        let answer = try examiner.received(await exchange.answer(to: root), from: self)
        examiner.check("connection.answer", .ok("The server answers"))

        // Codes live for a minute and assertions for five, so clocks must agree to well within that.
        let date = answer.header("Date").flatMap { CivilTime(http: $0)?.timestamp }
        let offset = date.map { examiner.context.clock().seconds(since: $0) } ?? 0
        let detail =
            "The server's clock is \(offset.magnitude) seconds \(offset > 0 ? "behind" : "ahead of") ours. Tokens are"
            + " then taken for expired, or for not yet valid, and assertions are refused."
        examiner.check(
            "connection.clock", mend: "set both clocks by NTP, then look again (timedatectl says what is wrong)",
            .note(
                if: date == nil, "The server does not say what time it is",
                "There is no Date header that can be read, so its clock could not be compared with ours.",
                mend: "send a Date header", clause: "RFC 9110 §6.6.1"),
            .ok(if: offset.magnitude <= 10, "Its clock and ours agree"),
            .note(if: offset.magnitude <= 60, "The clocks differ a little", detail),
            .warning(if: offset.magnitude <= 300, "The clocks differ", detail, clause: "RFC 7519 §4.1.4"),
            .problem("The clocks differ much", detail, clause: "RFC 7519 §4.1.4"))
    }
}

extension Handshake {
    /// Days before its end at which a certificate should have been renewed.
    private static let soon: Int64 = 14

    /// What is to be said of a server's certificate and TLS versions.
    func check(_ examiner: Examiner, host: String) {
        let now = examiner.context.clock()
        let rest = " Clients refuse to speak to the server. The rest was examined all the same."
        let listed = names.isEmpty ? "no DNS name" : VisibleText.quoted(names, first: 6)
        examiner.check(
            "tls.certificate", clause: "RFC 9110 §4.3.4",
            .ok(if: isTrusted, "The certificate is good for \(host)"),
            .problem(
                if: notAfter < now, "The certificate has expired",
                "It ended \(Self.days(now.seconds(since: notAfter))) ago." + rest,
                mend: "renew it, and see that the server has read the new one"),
            .problem(
                if: now < notBefore, "The certificate is not valid yet",
                "It begins in \(notBefore.seconds(since: now)) seconds." + rest,
                mend: "see whether this machine's clock is right; if so, use a certificate that is valid now"),
            .problem(
                if: isTrustedForAnotherName, "The certificate is for another name",
                "It is for \(listed), and not for \(host)." + rest,
                mend: "get a certificate that names \(host) among its subjectAltNames"),
            .problem(
                if: chainLength <= 1, "The certificate is not trusted",
                "The server sent a single certificate, which no authority known here has signed: either it signed"
                    + " itself, or the intermediate certificate is missing." + rest,
                mend: "use a certificate of a public authority and send the whole chain (fullchain.pem);"
                    + " for a private authority, tell the doctor with --ca-certificate"),
            .problem(
                "The certificate is not trusted", "No authority known here stands at the end of its chain." + rest,
                mend: "use a certificate of a public authority; for a private one, tell the doctor with"
                    + " --ca-certificate"))
        let left = notAfter.seconds(since: now)
        examiner.check(
            "tls.expiry",
            .warning(
                if: isTrusted && left / 86_400 < Self.soon, "The certificate ends in \(Self.days(left))",
                "Every client fails from that moment on.", mend: "renew it, and see why that did not happen by itself"))
        examiner.check(
            "tls.version", clause: "RFC 8996; RFC 9325 §3.1.1",
            .warning(
                if: acceptsOldVersions, "TLS 1.0 or 1.1 is still spoken",
                "Both are forbidden: they can be broken by whoever is on the way.", mend: "allow TLS 1.2 and 1.3 only"),
            .ok("\(version), and nothing older than TLS 1.2"))
    }

    private static func days(_ seconds: Int64) -> String {
        let days = seconds / 86_400
        return "\(days) \(days == 1 ? "day" : "days")"
    }
}
