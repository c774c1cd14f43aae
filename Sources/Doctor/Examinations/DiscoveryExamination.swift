import OAuthProtocol

/// Whether a server's metadata is where clients look for it, and says everywhere the same (RFC 8414 §3, OpenID Connect
/// Discovery §4, MCP 2025-11-25, Authorization Server Metadata Discovery).
struct DiscoveryExamination: Examination {
    /// How the issuer came to be known.
    enum Source: Sendable {
        /// Somebody typed it.
        case person
        /// A resource named it.
        case resource
    }

    let issuer: WebURI
    let places: [PlaceVisit]
    let source: Source

    let title = "Discovery"
    let name = "discovery"
    var subject: String { issuer.value }

    func examine(_ visit: Visit, _ findings: inout [Finding]) async throws(Unanswered) {
        findings += places.compactMap { $0.trouble(named: name) }
        findings += presence
        for place in places {
            guard case .document(let document, let answer) = place.outcome else { continue }
            findings.append(issuer(of: document, at: place.place))
            findings +=
                DocumentJudgement(
                    name: name, what: place.place.document.name, answer: answer, document: document
                ).findings
        }
        findings += agreement
        if let url = issuer.at("/.well-known/\(visit.freshName("cardea-doctor"))") {
            findings.append(unknownPath(try await visit.send(.document(url))))
        }
    }

    private var presence: [Finding] {
        let found = places.filter { $0.document != nil }
        guard let first = found.first else {
            let tried = places.map(\.place.url.value).joined(separator: ", ")
            return [
                .problem(
                    "discovery.document", "No metadata was found", "Nothing usable is at \(tried).",
                    mend: "serve the server's metadata at \(places.first?.place.url.value ?? "the first of them")",
                    clause: "RFC 8414 §3.1; MCP 2025-11-25, Authorization Server Metadata Discovery")
            ]
        }
        var findings = [Finding.ok("discovery.document", "There is metadata at \(first.place.url.value)")]
        if !found.contains(where: { $0.place.document == .oauth }) {
            findings.append(
                .warning(
                    "discovery.oauth", "There is an OpenID configuration, but no OAuth metadata",
                    "Clients of MCP 2025-06-18 and plain OAuth clients look at \(places.first?.place.url.value ?? "") only.",
                    mend: "serve the same document there too",
                    clause: "RFC 8414 §3; MCP 2025-06-18, Server Metadata Discovery"))
        }
        let scopes = first.document?["scopes_supported"]?.strings ?? []
        if scopes.contains("openid"), !found.contains(where: { $0.place.document == .openID }) {
            findings.append(
                .warning(
                    "discovery.openid", "Scope openid is offered, but there is no OpenID configuration",
                    "OpenID Connect clients look for it at \(issuer.value)/.well-known/openid-configuration.",
                    mend: "serve the same document there too", clause: "OpenID Connect Discovery 1.0 §4"))
        }
        return findings
    }

    private func issuer(of document: JSONObject, at place: WellKnownPlace) -> Finding {
        let id = "discovery.issuer"
        let clause = "RFC 8414 §3.3; OpenID Connect Discovery 1.0 §4.3"
        let mend =
            "write the issuer in the \(place.document.name) exactly as clients know it, or correct what they know"
        guard let text = document["issuer"]?.string else {
            return .problem(
                id, "The \(place.document.name) has no issuer", "issuer is required, and clients compare it.",
                mend: mend,
                clause: "RFC 8414 §2")
        }
        if text.octets == issuer.value.octets {
            return .ok(id, "The issuer in the \(place.document.name) is exactly the expected one")
        }
        let detail = "issuer is \(VisibleText.quoted(text)), expected was \(VisibleText.quoted(issuer.value))."
        if WebURI.withoutLastSlash(text).octets == WebURI.withoutLastSlash(issuer.value).octets {
            return source == .person
                ? .note(
                    id, "The issuer is written \(text.octets.hasSuffix("/") ? "with" : "without") a slash at its end",
                    detail + " Every client must be told the form in the document.", clause: clause)
                : .warning(
                    id, "The issuer differs from what the resource names by a slash at the end",
                    detail + " Strict clients compare every character.", mend: mend, clause: clause)
        }
        return .problem(
            id, "The issuer is another",
            detail + " Clients must refuse the document: this is how one server is passed off"
                + " as another.", mend: mend, clause: clause)
    }

    private var agreement: [Finding] {
        let documents = places.compactMap { place in place.document.map { (place.place.url.value, $0) } }
        guard documents.count > 1, let (_, first) = documents.first else { return [] }
        var differing: [String] = []
        for (_, other) in documents.dropFirst() {
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
        if differing.isEmpty { return [.ok("discovery.agreement", "The \(documents.count) documents agree")] }
        let names = differing.prefix(8).map { VisibleText.line($0, limit: 60) }.joined(separator: ", ")
        return [
            .warning(
                "discovery.agreement", "The documents disagree",
                "They differ in \(names). Which one holds depends on where a client happens to look.",
                mend: "serve the same document at every place", clause: "RFC 8414 §3; RFC 8414 §5")
        ]
    }

    private func unknownPath(_ answer: Answer) -> Finding {
        let id = "discovery.unknown_path"
        let mend = "answer 404 below /.well-known/ for everything that is not there"
        switch answer.status {
        case 404 where !answer.isPage, 410 where !answer.isPage:
            return .ok(id, "An unknown well-known path is a plain 404")
        case 400..<500:
            return .note(
                id, "An unknown well-known path is answered with \(answer.summary)",
                "Clients go on to the next place, but a program cannot read a page.",
                mend: "answer 404 with a JSON body to a client that does not ask for HTML", clause: "RFC 9110 §15.5.5")
        default:
            return .problem(
                id, "An unknown well-known path is not a 404",
                "The answer was \(answer.summary). Clients probe several paths, and take this for the document or for a fault.",
                mend: mend, clause: "RFC 9110 §15.5.5; RFC 8414 §3.2")
        }
    }
}
