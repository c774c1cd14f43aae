import OAuthProtocol
import Outbound

/// Whether a server's metadata is where clients look for it, and says everywhere the same (RFC 8414 §3, OpenID Connect
/// Discovery §4, MCP 2025-11-25, Authorization Server Metadata Discovery).
struct DiscoveryChecks {
    let issuer: WebURI
    let lookups: [MetadataLookup]
    /// Whether a resource named the issuer, and nobody typed it.
    let isNamedByResource: Bool

    func run(_ examiner: Examiner) async throws(Unanswered) {
        for lookup in lookups { lookup.checkPlace(examiner, named: "discovery") }
        checkPresence(examiner)
        for lookup in lookups {
            guard let document = lookup.document else { continue }
            checkIssuer(document["issuer"]?.string, in: lookup.place.document.name, examiner)
            lookup.checkDocument(examiner, named: "discovery")
        }
        checkAgreement(examiner)
        if let url = issuer.at("/.well-known/\(examiner.freshName())") {
            let answer = try await examiner.send(.document(url))
            examiner.check(
                "discovery.unknown_path",
                .ok(
                    if: [404, 410].contains(answer.status) && !answer.isPage,
                    "An unknown well-known path is a plain 404"),
                .note(
                    if: answer.isRefusal, "An unknown well-known path is answered with \(answer.summary)",
                    "Clients go on to the next place, but a program cannot read a page.",
                    mend: "answer 404 with a JSON body to a client that does not ask for HTML",
                    clause: "RFC 9110 §15.5.5"),
                .problem(
                    "An unknown well-known path is not a 404",
                    "The answer was \(answer.summary). Clients probe several paths, and take this for the document or"
                        + " for a fault.", mend: "answer 404 below /.well-known/ for everything that is not there",
                    clause: "RFC 9110 §15.5.5; RFC 8414 §3.2"))
        }
    }

    private func checkPresence(_ examiner: Examiner) {
        let found = lookups.filter { $0.document != nil }
        let places = lookups.map(\.place.url.value)
        examiner.check(
            "discovery.document",
            .problem(
                if: found.isEmpty, "No metadata was found", "Nothing usable is at \(places.joined(separator: ", ")).",
                mend: "serve the server's metadata at \(places.first ?? "the first of them")",
                clause: "RFC 8414 §3.1; MCP 2025-11-25, Authorization Server Metadata Discovery"),
            .ok("There is metadata at \(found.first?.place.url.value ?? "")"))
        guard let document = found.first?.document else { return }
        examiner.check(
            "discovery.oauth", clause: "RFC 8414 §3; MCP 2025-06-18, Server Metadata Discovery",
            .warning(
                if: !found.contains { $0.place.document == .oauth },
                "There is an OpenID configuration, but no OAuth metadata",
                "Clients of MCP 2025-06-18 and plain OAuth clients look at \(places.first ?? "") only.",
                mend: "serve the same document there too"))
        let offersOpenID = document["scopes_supported"]?.strings?.contains("openid") == true
        examiner.check(
            "discovery.openid", clause: "OpenID Connect Discovery 1.0 §4",
            .warning(
                if: offersOpenID && !found.contains { $0.place.document == .openID },
                "Scope openid is offered, but there is no OpenID configuration",
                "OpenID Connect clients look for it at \(issuer.value)/.well-known/openid-configuration.",
                mend: "serve the same document there too"))
    }

    private func checkIssuer(_ text: String?, in what: String, _ examiner: Examiner) {
        let named = text ?? ""
        let detail = "issuer is \(VisibleText.quoted(named)), expected was \(VisibleText.quoted(issuer.value))."
        let mend = "write the issuer in the \(what) exactly as clients know it, or correct what they know"
        examiner.check(
            "discovery.issuer", clause: "RFC 8414 §3.3; OpenID Connect Discovery 1.0 §4.3",
            .problem(
                if: text == nil, "The \(what) has no issuer", "issuer is required, and clients compare it.", mend: mend,
                clause: "RFC 8414 §2"),
            .ok(if: named.octets == issuer.value.octets, "The issuer in the \(what) is exactly the expected one"),
            .problem(
                if: !WebURI.differByLastSlash(named, issuer.value), "The issuer is another",
                detail + " Clients must refuse the document: this is how one server is passed off as another.",
                mend: mend),
            .warning(
                if: isNamedByResource, "The issuer differs from what the resource names by a slash at the end",
                detail + " Strict clients compare every character.", mend: mend),
            .note(
                "The issuer is written \(named.octets.hasSuffix("/") ? "with" : "without") a slash at its end",
                detail + " Every client must be told the form in the document."))
    }

    private func checkAgreement(_ examiner: Examiner) {
        let documents = lookups.compactMap(\.document)
        guard documents.count > 1, let first = documents.first else { return }
        let differing = first.members.filter { name, value in
            documents.contains { $0[name].map { !Self.agree($0, value) } ?? false }
        }.map(\.name)
        examiner.check(
            "discovery.agreement", clause: "RFC 8414 §3; RFC 8414 §5",
            .ok(if: differing.isEmpty, "The \(documents.count) documents agree"),
            .warning(
                "The documents disagree",
                "They differ in \(VisibleText.list(differing)). Which one holds depends on where a client happens to"
                    + " look.", mend: "serve the same document at every place"))
    }

    /// Whether two values say the same: lists in any order.
    private static func agree(_ left: JSONValue, _ right: JSONValue) -> Bool {
        guard let names = left.strings, let others = right.strings else { return left == right }
        return Set(names.map(\.octets)) == Set(others.map(\.octets))
    }
}
