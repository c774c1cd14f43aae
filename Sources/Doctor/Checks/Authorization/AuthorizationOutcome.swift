import OAuthProtocol

/// What an authorization request led to, as far as the first answer shows.
enum AuthorizationOutcome: Sendable {
    /// Back to the client with an error (RFC 6749 §4.1.2.1); the answer's parameters.
    case refusedByRedirect([String: String])
    /// An error page, here or at another address of the server's.
    case refusedOnPage(Answer)
    /// Back to the client with a code, at once.
    case granted
    /// A sign-in page, or the way to one.
    case wentOn(Answer)
    case failed(Answer)

    /// - `redirectURI`: the one that was asked for; `nil` if none was, and the server uses the registered one.
    init(_ answer: Answer, redirectURI: String?) {
        guard answer.isRedirect, let location = answer.header("Location") else {
            if answer.isRefusal {
                self = .refusedOnPage(answer)
            } else if answer.isSuccess {
                self = .wentOn(answer)
            } else {
                self = .failed(answer)
            }
            return
        }
        let parameters = Self.parameters(of: location)
        let isForClient =
            redirectURI.map { Self.leads(location, to: $0) }
            ?? (parameters["state"] != nil && !location.octets.hasPrefix("/"))
        if parameters["error"] != nil {
            self = isForClient ? .refusedByRedirect(parameters) : .refusedOnPage(answer)
        } else if isForClient, parameters["code"] != nil {
            self = .granted
        } else {
            self = .wentOn(answer)
        }
    }

    var isRefusal: Bool {
        switch self {
        case .refusedByRedirect, .refusedOnPage: true
        case .granted, .wentOn, .failed: false
        }
    }

    var isAcceptance: Bool {
        switch self {
        case .granted, .wentOn: true
        case .refusedByRedirect, .refusedOnPage, .failed: false
        }
    }

    /// The error that came back to the client; `nil` if none did.
    var errorCode: String? {
        if case .refusedByRedirect(let parameters) = self { parameters["error"] } else { nil }
    }

    /// For `detail`.
    var summary: String {
        switch self {
        case .refusedByRedirect(let parameters):
            "the answer was an error for the client: \(VisibleText.quoted(parameters["error"] ?? ""))"
                + (parameters["error_description"].map { ", \(VisibleText.quoted($0))" } ?? "")
        case .refusedOnPage(let answer) where answer.isRedirect:
            "the answer leads to an error page\(Self.reason(answer))"
        case .refusedOnPage(let answer): "the answer was an error page (\(answer.summary))"
        case .granted: "the answer was a code"
        case .wentOn(let answer):
            answer.isRedirect
                ? "the server went on to \(VisibleText.quoted(answer.header("Location")?.octets.before("?") ?? ""))"
                : "the server went on with a page (status \(answer.status))"
        case .failed(let answer): "the server failed (\(answer.summary))"
        }
    }

    /// Whether a browser that follows `location` comes to `uri`, with whatever is added behind.
    static func leads(_ location: String, to uri: String) -> Bool {
        guard location.octets.hasPrefix(uri) else { return false }
        let rest = location.utf8.dropFirst(uri.utf8.count)
        return rest.first.map { "?#&".utf8.contains($0) } ?? true
    }

    /// The reason that the address of an error page carries; empty if it carries none.
    private static func reason(_ answer: Answer) -> String {
        let parameters = parameters(of: answer.header("Location") ?? "")
        let said = ["error", "error_description"].compactMap { parameters[$0] }.joined(separator: ": ")
        return said.isEmpty ? "" : ", which says \(VisibleText.quoted(said))"
    }

    /// The parameters of query and fragment; of a repeated one the first.
    private static func parameters(of location: String) -> [String: String] {
        let parts = location.utf8.split(omittingEmptySubsequences: false) { "?#".utf8.contains($0) }.dropFirst()
        let fields = parts.flatMap { FormText.decode(Substring($0)).map { ($0.name, $0.value) } }
        return Dictionary(fields) { first, _ in first }
    }
}
