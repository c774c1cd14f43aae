import JOSE
import OAuthProtocol

/// What an identity assertion says besides who is meant: an Identity Assertion JWT Authorization Grant, `ID-JAG`
/// (draft-ietf-oauth-identity-assertion-authz-grant-04 §3), by which an enterprise's identity provider decides which
/// client may act for which of its people where.
package struct IdentityAssertion: Sendable {
    /// `typ`
    static let type = "oauth-id-jag+jwt"
    /// Its name among `authorization_grant_profiles_supported` (§7.2).
    static let profile = "urn:ietf:params:oauth:grant-profile:id-jag"

    /// `resource`: what the token may be for, and nothing else; empty if that is left open.
    package let resources: [ResourceIndicator]
    /// `scope`: the most that the token may have; `nil` if that is left open.
    package let scope: Scope?
    /// `auth_time`: when the person signed in over there.
    package let authenticatedAt: Timestamp?
    package let acr: String?
    package let amr: [String]

    /// - Throws: `invalid_grant` for a claim that cannot be read: what would have bound the token must not be passed over.
    init(_ claims: JWTClaims) throws(OAuthError) {
        resources = try Self.resources(claims["resource"])
        switch claims["scope"] {
        case nil: scope = nil
        case let value?:
            guard let scope = value.string.flatMap(Scope.init(_:)) else { throw Self.unreadable("scope") }
            self.scope = scope.isEmpty ? nil : scope
        }
        authenticatedAt = try Self.value("auth_time", of: claims) { $0.integer.map(Timestamp.init) }
        acr = try Self.value("acr", of: claims) { $0.string }
        amr = try Self.value("amr", of: claims) { $0.strings } ?? []
    }

    private static func resources(_ value: JSONValue?) throws(OAuthError) -> [ResourceIndicator] {
        guard let value else { return [] }
        guard let texts = value.string.map({ [$0] }) ?? value.strings, !texts.isEmpty else {
            throw unreadable("resource")
        }
        var resources: [ResourceIndicator] = []
        for text in texts {
            guard let resource = ResourceIndicator(text) else { throw unreadable("resource") }
            resources.append(resource)
        }
        return resources
    }

    private static func value<Value>(
        _ name: String, of claims: JWTClaims, _ read: (JSONValue) -> Value?
    ) throws(OAuthError) -> Value? {
        guard let claim = claims[name] else { return nil }
        guard let value = read(claim) else { throw unreadable(name) }
        return value
    }

    private static func unreadable(_ name: String) -> OAuthError {
        AssertionVerifier.refused("its \(name) cannot be read")
    }
}
