import OAuthProtocol

/// What is to be said of a server's certificate and TLS versions.
struct TLSValidation {
    /// Days before its end at which a certificate should have been renewed.
    private static let soon: Int64 = 14

    let host: String
    let now: Timestamp

    func findings(_ handshake: Handshake) -> Findings {
        var findings = Findings()
        findings.check("tls.certificate", clause: "RFC 9110 §4.3.4") {
            if handshake.isTrusted { return .ok("The certificate is good for \(host)") }
            let (title, detail, mend) = trouble(handshake)
            return .problem(
                title, detail + " Clients refuse to speak to the server. The rest was examined all the same.",
                mend: mend)
        }
        findings.check("tls.expiry") {
            let days = handshake.notAfter.seconds(since: now) / 86_400
            guard handshake.isTrusted, days < Self.soon else { return nil }
            return .warning(
                "The certificate ends in \(days) \(days == 1 ? "day" : "days")",
                "Every client fails from that moment on.", mend: "renew it, and see why that did not happen by itself")
        }
        findings.check("tls.version", clause: "RFC 8996; RFC 9325 §3.1.1") {
            handshake.acceptsOldVersions
                ? .warning(
                    "TLS 1.0 or 1.1 is still spoken",
                    "Both are forbidden: they can be broken by whoever is on the way.",
                    mend: "allow TLS 1.2 and 1.3 only")
                : .ok("\(handshake.version), and nothing older than TLS 1.2")
        }
        return findings
    }

    private func trouble(_ handshake: Handshake) -> (title: String, detail: String, mend: String) {
        if handshake.notAfter < now {
            let days = now.seconds(since: handshake.notAfter) / 86_400
            return (
                "The certificate has expired", "It ended \(days) \(days == 1 ? "day" : "days") ago.",
                "renew it, and see that the server has read the new one"
            )
        }
        if now < handshake.notBefore {
            return (
                "The certificate is not valid yet", "It begins in \(handshake.notBefore.seconds(since: now)) seconds.",
                "see whether this machine's clock is right; if so, use a certificate that is valid now"
            )
        }
        if handshake.isTrustedForAnotherName {
            let names = handshake.names.prefix(6).map { VisibleText.quoted($0) }.joined(separator: ", ")
            return (
                "The certificate is for another name",
                "It is for \(names.isEmpty ? "no DNS name" : names), and not for \(host).",
                "get a certificate that names \(host) among its subjectAltNames"
            )
        }
        return handshake.chainLength <= 1
            ? (
                "The certificate is not trusted",
                "The server sent a single certificate, which no authority known here has signed: either it signed itself,"
                    + " or the intermediate certificate is missing.",
                "use a certificate of a public authority and send the whole chain (fullchain.pem);"
                    + " for a private authority, tell the doctor with --ca-certificate"
            )
            : (
                "The certificate is not trusted", "No authority known here stands at the end of its chain.",
                "use a certificate of a public authority; for a private one, tell the doctor with --ca-certificate"
            )
    }
}
