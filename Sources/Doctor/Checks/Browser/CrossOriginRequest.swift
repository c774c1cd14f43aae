import OAuthProtocol

/// The question that a browser asks before a page of another origin may call a server (WHATWG Fetch, CORS protocol), and
/// what is to be thought of the answer.
struct CrossOriginRequest: Sendable {
    /// Where the page would be.
    static let origin = "https://inspector.cardea-doctor.invalid"

    let url: WebURI
    var method = "POST"
    /// Header fields that MCP clients in browsers send, in lower case.
    let headers: [String]

    var preflight: OutgoingRequest {
        var request = OutgoingRequest("OPTIONS", url)
        request.headers = [
            ("Origin", Self.origin), ("Access-Control-Request-Method", method),
            ("Access-Control-Request-Headers", headers.joined(separator: ",")),
        ]
        return request
    }

    /// What keeps a page from calling; `nil` if nothing does.
    func trouble(with answer: Answer) -> String? {
        guard answer.isSuccess else {
            return "the preflight request (OPTIONS) is answered with status \(answer.status)"
        }
        if let trouble = Self.troubleReading(answer) { return "the answer to the preflight request \(trouble)" }
        let allowed = Self.list(answer.headers("Access-Control-Allow-Headers"))
        // `*` covers everything but Authorization (Fetch §3.2.3).
        let missing = headers.filter { header in
            !allowed.contains(header.octets) && !(allowed.contains(Self.any) && header != "authorization")
        }
        if !missing.isEmpty { return "the header \(missing.joined(separator: ", ")) is not allowed" }
        let methods = Self.list(answer.headers("Access-Control-Allow-Methods"))
        let isSimple = ["GET", "POST", "HEAD"].contains(method)
        guard isSimple || methods.contains(Self.any) || methods.contains(method.octets.lowercased.octets) else {
            return "the method \(method) is not allowed"
        }
        return nil
    }

    /// What keeps a page from reading an answer; `nil` if nothing does.
    static func troubleReading(_ answer: Answer) -> String? {
        let origins = answer.headers("Access-Control-Allow-Origin")
        guard let origin = origins.first else { return "has no Access-Control-Allow-Origin" }
        guard origins.count == 1 else { return "has Access-Control-Allow-Origin more than once" }
        return origin == "*" || origin.octets == Self.origin.octets
            ? nil : "allows the origin \(VisibleText.quoted(origin)) and no other"
    }

    /// Whether a page of any origin could call with the cookies of whoever lookups it.
    static func sharesCookies(_ answer: Answer) -> Bool {
        answer.header("Access-Control-Allow-Origin")?.octets == origin.octets
            && answer.header("Access-Control-Allow-Credentials")?.octets.lowercased == "true"
    }

    private static let any: Octets = "*"

    private static func list(_ fields: [String]) -> Set<Octets> {
        Set(fields.flatMap { $0.octets.split(",") }.map { $0.octets.trimmed.octets.lowercased.octets })
    }
}
