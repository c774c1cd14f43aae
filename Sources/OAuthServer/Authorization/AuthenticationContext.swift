import OAuthProtocol
import Storage

/// How surely somebody is who they are (`acr`, OpenID Connect Core §2), the surest first. To add one: a case, and when it holds.
package enum AuthenticationContext: String, Sendable, CaseIterable {
    /// By a passkey that cannot leave its hardware (OpenID Connect EAP ACR Values §2).
    case hardwareProtected = "phrh"
    /// By a passkey, which serves no other site (OpenID Connect EAP ACR Values §2).
    case phishingResistant = "phr"
    /// By two factors (REFEDS MFA Profile).
    case multiFactor = "https://refeds.org/profile/mfa"
    /// A short while ago, over a protected channel, by a password or more, as SAML calls it.
    case password = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
    /// Some time ago in this browser, which has been signed in since.
    case previousSession = "urn:oasis:names:tc:SAML:2.0:ac:classes:PreviousSession"

    /// Seconds for which a sign-in counts as made just now.
    package static let freshness: Int64 = 3600

    /// The classes that a server can give.
    package static func possible(at server: ServerConfiguration) -> [AuthenticationContext] {
        allCases.filter { context in
            switch context {
            case .hardwareProtected, .phishingResistant: server.relyingPartyID != nil
            case .multiFactor: server.secondFactor != .off
            case .password, .previousSession: true
            }
        }
    }

    /// Whether a session is of this class.
    func holds(for session: SessionRecord, at now: Timestamp) -> Bool {
        switch self {
        case .hardwareProtected: session.methods.contains(.hardwareKey)
        case .phishingResistant: session.methods.contains(.passkey)
        case .multiFactor: session.methods.isMultiFactor
        case .password: session.authenticatedAt.isRecent(at: now, within: Self.freshness)
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

    /// Those of the wanted classes that are among the possible ones.
    func known(of possible: [AuthenticationContext]) -> [AuthenticationContext] {
        values.compactMap(AuthenticationContext.init(rawValue:)).filter(possible.contains)
    }
}
