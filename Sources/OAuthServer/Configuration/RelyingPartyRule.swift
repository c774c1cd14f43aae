import OAuthProtocol

/// What an RP ID may be (WebAuthn Level 3 §5.1.2): a browser takes the host of the page, or a registrable domain above it.
package enum RelyingPartyRule {
    /// Whether passkeys for `domain` can be used on the pages of `issuer`. Of domains that anybody can register below, only those
    /// of one part are told from others here; browsers know the rest.
    package static func isDomain(_ domain: String, of issuer: String) -> Bool {
        guard let host = URIParts(issuer)?.host, !LocalHost.isAddress(host) else { return false }
        if host.octets == domain.octets { return true }
        return domain.octets.contains(".") && host.octets.hasSuffix("." + domain)
    }
}
