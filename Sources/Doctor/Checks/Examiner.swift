import OAuthProtocol
import Outbound

/// What the examination of an address works with.
struct CheckContext: Sendable {
    let exchange: any Exchanging
    let entropy: Entropy
    let clock: @Sendable () -> Timestamp
}

/// Makes the requests of one group of checks, and keeps what they find in the order of the report.
///
/// A group is a function that takes an examiner, in the folder of its subject, and a line in `Checkup`.
final class Examiner {
    let context: CheckContext
    private(set) var findings: [Finding] = []

    init(_ context: CheckContext) {
        self.context = context
    }

    /// Checks one thing: the first outcome that is so is found; if none is, there is nothing to say. What outcomes
    /// have in common stands here once; an outcome may say its own in its place.
    ///
    /// - `id`: stable, so that programs can tell findings apart: `token.unknown_grant`.
    /// - `clause`: where it is written.
    /// - `mend`: how to mend it.
    func check(_ id: String, clause: String? = nil, mend: String? = nil, _ outcomes: Outcome?...) {
        guard let outcome = outcomes.lazy.compactMap({ $0 }).first else { return }
        findings.append(Finding(id, outcome, clause: clause, mend: mend))
    }

    /// The answer to a request.
    ///
    /// - Throws: `Unanswered` if there was none, or 429.
    func send(_ request: OutboundRequest) async throws(Unanswered) -> Answer {
        let answer = try received(await context.exchange.answer(to: request), from: request.url)
        guard answer.status != 429 else { throw Unanswered(url: request.url, failure: nil) }
        return answer
    }

    /// What was asked for.
    ///
    /// - Throws: `Unanswered` in place of a failure.
    func received<Value>(_ result: Result<Value, ExchangeFailure>, from url: WebURI) throws(Unanswered) -> Value {
        switch result {
        case .success(let value): return value
        case .failure(let failure): throw Unanswered(url: url, failure: failure)
        }
    }

    /// A name that nobody has used before.
    func freshName(_ prefix: String = "cardea-doctor") -> String {
        "\(prefix)-\(Base64URL.encode(context.entropy.octets(12)))"
    }
}

/// A request that the rest of a group depends on got no answer that could be judged.
struct Unanswered: Error {
    let url: WebURI
    /// `nil` where the answer was 429 (RFC 6585 §4).
    let failure: ExchangeFailure?
}

/// Addresses that belong to nobody (RFC 6761 §6.4).
enum Nowhere {
    /// Where a client that no server knows would be.
    static let redirectURI = "https://client.cardea-doctor.invalid/callback"
    /// Where a thief would like the code.
    static let strangeRedirectURI = "https://stranger.cardea-doctor.invalid/callback"
    /// Where a page that calls from a browser would be.
    static let origin = "https://inspector.cardea-doctor.invalid"
    static let resource = "https://resource.cardea-doctor.invalid/mcp"
}

extension WebURI {
    /// Whether the host is this machine, so that plain http harms nobody.
    var isLoopback: Bool { LocalHost.isThisMachine(host) }

    /// This URI with parameters added to its query.
    func adding(_ fields: [(name: String, value: String)]) -> WebURI? {
        WebURI(value + (value.octets.contains("?") ? "&" : "?") + PercentEncoding.query(fields))
    }

    /// Whether the two differ in nothing, or in a slash at the end.
    static func differByLastSlash(_ left: String, _ right: String) -> Bool {
        WellKnownPlace.withoutLastSlash(left).octets == WellKnownPlace.withoutLastSlash(right).octets
    }
}

extension VisibleText {
    /// The first eight names of a document, as a finding lists them.
    static func list(_ names: [String]) -> String {
        names.prefix(8).map { line($0, limit: 60) }.joined(separator: ", ")
    }

    /// The first of several texts, quoted.
    static func quoted(_ texts: [String], first count: Int) -> String {
        texts.prefix(count).map { quoted($0) }.joined(separator: ", ")
    }
}

extension JSONObject {
    /// The names of the members whose value is one of these.
    func names(_ values: JSONValue...) -> [String] {
        members.filter { values.contains($0.value) }.map(\.name)
    }
}
