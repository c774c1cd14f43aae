import OAuthProtocol

/// Where an authenticator is (§5.4.5), by what the browser says.
package enum AuthenticatorAttachment: String, CaseIterable, Sendable {
    /// In the machine on which the browser runs.
    case platform
    /// Beside it: a security key, a telephone.
    case crossPlatform = "cross-platform"

    /// `nil` for a word that is unknown here, which counts as none (§5.1).
    init?(named name: String) {
        guard let attachment = Self.allCases.first(where: { $0.rawValue.octets == name.octets }) else { return nil }
        self = attachment
    }
}
