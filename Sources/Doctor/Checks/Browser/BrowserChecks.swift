import OAuthProtocol
import Outbound

/// Whether clients that live in a browser, as the MCP inspector does, may call what they need, and pages of strangers
/// may not call what they must not (WHATWG Fetch, CORS protocol; RFC 9700 §2.6).
extension ServerDocument {
    func checkBrowsers(_ examiner: Examiner) async throws(Unanswered) {
        let headers = ["authorization", "content-type", "mcp-protocol-version"]
        let metadata = OutboundRequest.preflight(place.url, "GET", ["mcp-protocol-version"])
        try await check("cors.discovery", "the metadata", metadata, then: .document(place.url), examiner)
        if let keys = endpoint("jwks_uri") {
            try await check("cors.keys", "the keys", nil, then: .document(keys), examiner)
        }
        if let token = endpoint("token_endpoint") {
            let form = OutboundRequest.form(token, [Self.strangeGrant])
            try await check(
                "cors.token", "the token endpoint", .preflight(token, "POST", headers), then: form, examiner)
        }
        if let url = endpoint("registration_endpoint") {
            let preflight = OutboundRequest.preflight(url, "POST", ["content-type"])
            try await check("cors.registration", "the registration endpoint", preflight, then: nil, examiner)
        }
        if let url = resource?.url {
            try await check("cors.resource", "the resource", .preflight(url, "POST", headers), then: nil, examiner)
        }
        guard let authorization = endpoint("authorization_endpoint") else { return }
        let visit = OutboundRequest("GET", authorization, [("Origin", Nowhere.origin), ("Accept", "text/html")])
        let answer = try await examiner.send(visit)
        examiner.check(
            "cors.authorization", clause: "RFC 9700 §2.6",
            .warning(
                if: answer.troubleReading == nil, "Pages of strangers may read the sign-in pages",
                "The authorization endpoint sends Access-Control-Allow-Origin. It is visited, never called by a"
                    + " script.", mend: "send no CORS headers there"),
            .ok("The authorization endpoint is closed to scripts"))
    }

    /// - `preflight`: what a browser asks first; `nil` where it need not.
    /// - `request`: what is sent once the browser has its answer; `nil` where asking is enough.
    private func check(
        _ id: String, _ what: String, _ preflight: OutboundRequest?, then request: OutboundRequest?,
        _ examiner: Examiner
    ) async throws(Unanswered) {
        var (sharesCookies, trouble) = (false, nil as String?)
        if let preflight {
            let answer = try await examiner.send(preflight)
            sharesCookies = answer.sharesCookies
            trouble = answer.troubleCalling(after: preflight).map { "For \(what), \($0)." }
        }
        if let request, !sharesCookies, trouble == nil {
            let answer = try await examiner.send(request)
            sharesCookies = answer.sharesCookies
            trouble = answer.troubleReading.map { "An answer of \(what) (status \(answer.status)) \($0)." }
        }
        examiner.check(
            id, clause: "RFC 9700 §2.6; WHATWG Fetch, CORS protocol",
            .warning(
                if: sharesCookies, "Pages of any origin may call \(what) with a visitor's cookies",
                "The origin is echoed together with Access-Control-Allow-Credentials: true.",
                mend: "allow the origin * and no credentials", clause: "WHATWG Fetch, CORS protocol and credentials"),
            .warning(
                if: trouble != nil, "Pages of other origins cannot use \(what)",
                "\(trouble ?? "") Clients in a browser fail there; others do not notice.",
                mend: "answer OPTIONS with 204, and send Access-Control-Allow-Origin: * with every answer, errors"
                    + " included; allow the headers authorization, content-type, mcp-protocol-version"),
            .ok("Pages may call \(what)\(request == nil ? "" : ", and read the answer")"))
    }
}

extension OutboundRequest {
    fileprivate static let asked = "Access-Control-Request-Headers"

    /// The question that a browser asks before a page of another origin may call (WHATWG Fetch, CORS protocol).
    fileprivate static func preflight(_ url: WebURI, _ method: String, _ headers: [String]) -> OutboundRequest {
        let fields = [
            ("Origin", Nowhere.origin), ("Access-Control-Request-Method", method),
            (asked, headers.joined(separator: ",")),
        ]
        return OutboundRequest("OPTIONS", url, fields)
    }
}

extension Answer {
    /// What keeps a page from calling; `nil` if nothing does. Methods need no leave: GET and POST are always allowed.
    fileprivate func troubleCalling(after preflight: OutboundRequest) -> String? {
        guard isSuccess else { return "the preflight request (OPTIONS) is answered with status \(status)" }
        if let troubleReading { return "the answer to the preflight request \(troubleReading)" }
        let fields = list("Access-Control-Allow-Headers").description.octets.split(",")
        let allowed = Set(fields.map { $0.octets.trimmed.octets })
        let asked = preflight.headers.first { $0.name == OutboundRequest.asked }?.value.octets.split(",") ?? []
        // `*` covers everything but Authorization (Fetch §3.2.3).
        let any: Octets = "*"
        let missing = asked.filter { header in
            !allowed.contains(header.octets) && !(allowed.contains(any) && header.octets != "authorization")
        }
        return missing.isEmpty ? nil : "the header \(missing.joined(separator: ", ")) is not allowed"
    }

    /// What keeps a page from reading the answer; `nil` if nothing does.
    var troubleReading: String? {
        let origins = headers("Access-Control-Allow-Origin")
        guard let origin = origins.first else { return "has no Access-Control-Allow-Origin" }
        guard origins.count == 1 else { return "has Access-Control-Allow-Origin more than once" }
        return origin == "*" || origin.octets == Nowhere.origin.octets
            ? nil : "allows the origin \(VisibleText.quoted(origin)) and no other"
    }

    /// Whether a page of any origin could call with the cookies of whoever visits it.
    var sharesCookies: Bool {
        header("Access-Control-Allow-Origin")?.octets == Nowhere.origin.octets
            && header("Access-Control-Allow-Credentials")?.octets.lowercased == "true"
    }
}
