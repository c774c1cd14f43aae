import OAuthProtocol
import Outbound

/// An authorization request as a good client would make it (RFC 6749 §4.1.1, RFC 7636 §4.3), to be spoilt in one place.
struct AuthorizationRequest: Sendable {
    let endpoint: WebURI
    /// In their order; names stand once.
    private var fields: [(name: String, value: String)]
    let state: String

    init(endpoint: WebURI, clientID: String, redirectURI: String?, _ examiner: Examiner) {
        self.endpoint = endpoint
        state = examiner.freshName("state")
        let challenge = Base64URL.encode(examiner.context.entropy.secret().digest.octets)
        fields = [
            ("response_type", "code"), ("client_id", clientID), ("state", state), ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
        ]
        if let redirectURI { fields.append(("redirect_uri", redirectURI)) }
    }

    /// The same with one parameter other than it was; `nil` leaves it out.
    func with(_ name: String, _ value: String?) -> AuthorizationRequest {
        var copy = self
        copy.fields.removeAll { $0.name == name }
        if let value { copy.fields.append((name, value)) }
        return copy
    }

    /// As a browser that signs in to nothing yet sends it.
    ///
    /// - Throws: `Unanswered` if there was no answer.
    func send(_ examiner: Examiner) async throws(Unanswered) -> AuthorizationOutcome {
        guard let url = endpoint.adding(fields) else {
            throw Unanswered(url: endpoint, failure: .network(.notHTTP("the request would be too long")))
        }
        let answer = try await examiner.send(
            OutboundRequest("GET", url, [("Accept", "text/html,application/xhtml+xml")]))
        return AuthorizationOutcome(answer, redirectURI: fields.first { $0.name == "redirect_uri" }?.value)
    }
}

/// What an authorization request led to, as far as the first answer shows.
struct AuthorizationOutcome: Sendable {
    enum Kind: Sendable {
        /// Back to the client with an error (RFC 6749 §4.1.2.1).
        case refusedByRedirect
        /// An error page, here or at another address of the server's.
        case refusedOnPage
        /// Back to the client with a code, at once.
        case granted
        /// A sign-in page, or the way to one.
        case wentOn
        case failed
    }

    let kind: Kind
    let answer: Answer
    /// The parameters of a redirect, whoever they are for.
    let parameters: [String: String]

    /// - `redirectURI`: the one that was asked for; `nil` if none was, and the server uses the registered one.
    init(_ answer: Answer, redirectURI: String?) {
        self.answer = answer
        guard answer.isRedirect, let location = answer.header("Location") else {
            kind = answer.isRefusal ? .refusedOnPage : answer.isSuccess ? .wentOn : .failed
            parameters = [:]
            return
        }
        parameters = Self.parameters(of: location)
        let isForClient =
            redirectURI.map { answer.leads(to: $0) } ?? (parameters["state"] != nil && !location.octets.hasPrefix("/"))
        if parameters["error"] != nil {
            kind = isForClient ? .refusedByRedirect : .refusedOnPage
        } else {
            kind = isForClient && parameters["code"] != nil ? .granted : .wentOn
        }
    }

    var isRefusal: Bool { kind == .refusedByRedirect || kind == .refusedOnPage }
    var isAcceptance: Bool { kind == .granted || kind == .wentOn }

    /// The error that came back to the client; `nil` if none did.
    var errorCode: String? { kind == .refusedByRedirect ? parameters["error"] : nil }

    /// For `detail`.
    var summary: String {
        switch kind {
        case .refusedByRedirect:
            "the answer was an error for the client: \(VisibleText.quoted(parameters["error"] ?? ""))"
                + (parameters["error_description"].map { ", \(VisibleText.quoted($0))" } ?? "")
        case .refusedOnPage where answer.isRedirect: "the answer leads to an error page\(reason)"
        case .refusedOnPage: "the answer was an error page (\(answer.summary))"
        case .granted: "the answer was a code"
        case .wentOn where answer.isRedirect:
            "the server went on to \(VisibleText.quoted(answer.header("Location")?.octets.before("?") ?? ""))"
        case .wentOn: "the server went on with a page (status \(answer.status))"
        case .failed: "the server failed (\(answer.summary))"
        }
    }

    /// The reason that the address of an error page carries; empty if it carries none.
    private var reason: String {
        let said = ["error", "error_description"].compactMap { parameters[$0] }.joined(separator: ": ")
        return said.isEmpty ? "" : ", which says \(VisibleText.quoted(said))"
    }

    /// The parameters of query and fragment; of a repeated one the first.
    private static func parameters(of location: String) -> [String: String] {
        let parts = location.utf8.split(omittingEmptySubsequences: false) { "?#".utf8.contains($0) }.dropFirst()
        return Dictionary(parts.flatMap { FormText.decode(Substring($0)) }) { first, _ in first }
    }
}

extension Answer {
    /// Whether a browser that follows the answer's `Location` comes to `uri`, with whatever is added behind.
    func leads(to uri: String) -> Bool {
        guard let location = header("Location"), location.octets.hasPrefix(uri) else { return false }
        let rest = location.utf8.dropFirst(uri.utf8.count)
        return rest.first.map { "?#&".utf8.contains($0) } ?? true
    }
}

/// The fields of a query or a form, as far as they can be read.
enum FormText {
    static func decode(_ text: some StringProtocol) -> [(String, String)] {
        String(text).octets.split("&").compactMap { pair in
            guard let name = PercentEncoding.decode(pair.octets.before("=").utf8, form: true) else { return nil }
            let value = pair.octets.cut(at: "=")?.after ?? ""
            return PercentEncoding.decode(value.utf8, form: true).map { (name, $0) }
        }
    }
}
