import OAuthProtocol

/// How surely somebody is who they are (`acr`, OpenID Connect Core §2), by the names that SAML gave to these classes and
/// that other servers know too. To add one: a case, and when it holds.
package enum AuthenticationContext: String, Sendable, CaseIterable {
    /// The password was typed a short while ago, over a protected channel.
    case password = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
    /// Somebody typed it some time ago in this browser, which has been signed in since.
    case previousSession = "urn:oasis:names:tc:SAML:2.0:ac:classes:PreviousSession"

    /// Seconds for which a password counts as typed just now.
    package static let freshness: Int64 = 3600
    /// `amr` (RFC 8176 §2) of everybody who signs in here.
    package static let methods = ["pwd"]

    /// Whether a session in which the person signed in at `authenticatedAt` is of this class.
    func holds(signedInAt authenticatedAt: Timestamp, at now: Timestamp) -> Bool {
        switch self {
        case .password: authenticatedAt.isRecent(at: now, within: Self.freshness)
        case .previousSession: true
        }
    }
}

/// The classes that a request wants one of (`acr_values`, or the claim `acr` of the `claims` parameter).
package struct AuthenticationContextRequest: Sendable, Equatable {
    /// By preference; empty means no wish.
    package let values: [String]
    /// Whether a token that names none of them is of no use to the client (OpenID Connect Core §5.5.1.1).
    package let isEssential: Bool

    package init(values: [String], isEssential: Bool) {
        self.values = values
        self.isEssential = isEssential
    }

    /// Whether this server could ever give one of the classes.
    var isPossible: Bool { !known.isEmpty }

    private var known: [AuthenticationContext] { values.compactMap(AuthenticationContext.init(rawValue:)) }

    /// The class that a session has for this request: the most wanted that holds; without a wish that can be met, the
    /// surest.
    ///
    /// - Returns: `nil` if the person must sign in again before any wanted class holds (step-up, RFC 9470 §5).
    func context(signedInAt authenticatedAt: Timestamp, at now: Timestamp) -> AuthenticationContext? {
        let candidates = isPossible ? known : AuthenticationContext.allCases
        return candidates.first { $0.holds(signedInAt: authenticatedAt, at: now) }
    }
}
