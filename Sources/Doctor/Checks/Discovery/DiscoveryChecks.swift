import OAuthProtocol

/// Whether a server's metadata is where clients look for it, and says everywhere the same (RFC 8414 §3, OpenID Connect
/// Discovery §4, MCP 2025-11-25, Authorization Server Metadata Discovery).
struct DiscoveryChecks: CheckGroup {
    /// How the issuer came to be known.
    enum Source: Sendable {
        /// Somebody typed it.
        case person
        /// A resource named it.
        case resource
    }

    let issuer: WebURI
    let places: [MetadataLookup]
    let source: Source

    let title = "Discovery"
    let name = "discovery"
    var subject: String { issuer.value }

    func run(_ context: CheckContext, _ findings: inout Findings) async throws(Unanswered) {
        for place in places { place.report(to: &findings, named: name) }
        checkPresence(&findings)
        for place in places {
            guard case .document(let document, let answer) = place.outcome else { continue }
            let what = place.place.document.name
            checkIssuer(of: document, what, &findings)
            findings += DocumentValidation(name: name, what: what, answer: answer, document: document).findings
        }
        checkAgreement(&findings)
        if let url = issuer.at("/.well-known/\(context.freshName("cardea-doctor"))") {
            checkUnknownPath(try await context.send(.document(url)), &findings)
        }
    }

    private func checkPresence(_ findings: inout Findings) {
        let found = places.filter { $0.document != nil }
        let first = places.first?.place.url.value
        findings.check("discovery.document") {
            if let found = found.first { return .ok("There is metadata at \(found.place.url.value)") }
            let tried = places.map(\.place.url.value).joined(separator: ", ")
            return .problem(
                "No metadata was found", "Nothing usable is at \(tried).",
                mend: "serve the server's metadata at \(first ?? "the first of them")",
                clause: "RFC 8414 §3.1; MCP 2025-11-25, Authorization Server Metadata Discovery")
        }
        guard let document = found.first?.document else { return }
        findings.check("discovery.oauth", clause: "RFC 8414 §3; MCP 2025-06-18, Server Metadata Discovery") {
            found.contains { $0.place.document == .oauth }
                ? nil
                : .warning(
                    "There is an OpenID configuration, but no OAuth metadata",
                    "Clients of MCP 2025-06-18 and plain OAuth clients look at \(first ?? "") only.",
                    mend: "serve the same document there too")
        }
        findings.check("discovery.openid", clause: "OpenID Connect Discovery 1.0 §4") {
            let isOffered = document["scopes_supported"]?.strings?.contains("openid") == true
            guard isOffered, !found.contains(where: { $0.place.document == .openID }) else { return nil }
            return .warning(
                "Scope openid is offered, but there is no OpenID configuration",
                "OpenID Connect clients look for it at \(issuer.value)/.well-known/openid-configuration.",
                mend: "serve the same document there too")
        }
    }

    private func checkIssuer(of document: JSONObject, _ what: String, _ findings: inout Findings) {
        let mend = "write the issuer in the \(what) exactly as clients know it, or correct what they know"
        findings.check("discovery.issuer", clause: "RFC 8414 §3.3; OpenID Connect Discovery 1.0 §4.3") {
            guard let text = document["issuer"]?.string else {
                return .problem(
                    "The \(what) has no issuer", "issuer is required, and clients compare it.", mend: mend,
                    clause: "RFC 8414 §2")
            }
            if text.octets == issuer.value.octets {
                return .ok("The issuer in the \(what) is exactly the expected one")
            }
            let detail = "issuer is \(VisibleText.quoted(text)), expected was \(VisibleText.quoted(issuer.value))."
            guard WebURI.withoutLastSlash(text).octets == WebURI.withoutLastSlash(issuer.value).octets else {
                return .problem(
                    "The issuer is another",
                    detail + " Clients must refuse the document: this is how one server is passed off as another.",
                    mend: mend)
            }
            return source == .person
                ? .note(
                    "The issuer is written \(text.octets.hasSuffix("/") ? "with" : "without") a slash at its end",
                    detail + " Every client must be told the form in the document.")
                : .warning(
                    "The issuer differs from what the resource names by a slash at the end",
                    detail + " Strict clients compare every character.", mend: mend)
        }
    }

    private func checkAgreement(_ findings: inout Findings) {
        let documents = places.compactMap(\.document)
        guard documents.count > 1, let first = documents.first else { return }
        var differing: [String] = []
        for other in documents.dropFirst() {
            for (name, value) in first.members {
                guard let another = other[name], another != value, !differing.contains(name) else { continue }
                if let left = value.strings, let right = another.strings,
                    Set(left.map(\.octets)) == Set(right.map(\.octets))
                {
                    continue
                }
                differing.append(name)
            }
        }
        findings.check("discovery.agreement", clause: "RFC 8414 §3; RFC 8414 §5") {
            differing.isEmpty
                ? .ok("The \(documents.count) documents agree")
                : .warning(
                    "The documents disagree",
                    "They differ in \(VisibleText.list(differing)). Which one holds depends on where a client happens to look.",
                    mend: "serve the same document at every place")
        }
    }

    private func checkUnknownPath(_ answer: Answer, _ findings: inout Findings) {
        findings.check("discovery.unknown_path") {
            switch answer.status {
            case 404 where !answer.isPage, 410 where !answer.isPage: .ok("An unknown well-known path is a plain 404")
            case 400..<500:
                .note(
                    "An unknown well-known path is answered with \(answer.summary)",
                    "Clients go on to the next place, but a program cannot read a page.",
                    mend: "answer 404 with a JSON body to a client that does not ask for HTML",
                    clause: "RFC 9110 §15.5.5")
            default:
                .problem(
                    "An unknown well-known path is not a 404",
                    "The answer was \(answer.summary). Clients probe several paths, and take this for the document or for a fault.",
                    mend: "answer 404 below /.well-known/ for everything that is not there",
                    clause: "RFC 9110 §15.5.5; RFC 8414 §3.2")
            }
        }
    }
}
