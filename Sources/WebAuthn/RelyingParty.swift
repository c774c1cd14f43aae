import Crypto
import OAuthProtocol

/// Whoever has people register credentials and sign in with them (§4): us, under one host.
package struct RelyingParty: Sendable {
    /// The host that credentials are bound to (§4, RP ID): that of the origins, or a domain above it.
    package let id: String
    /// Origins of the pages that may ask for credentials, as browsers write them (`https://host[:port]`), each to the
    /// octet.
    package let origins: [String]
    /// The algorithms that a new credential may have, most wanted first.
    package let algorithms: [COSEAlgorithm]
    private let idHash: [UInt8]

    package init(id: String, origins: [String], algorithms: [COSEAlgorithm] = COSEAlgorithm.allCases) {
        self.id = id
        self.origins = origins
        self.algorithms = algorithms
        idHash = Array(SHA256.hash(data: Array(id.utf8)))
    }

    /// Whether the browser says of the ceremony what it must (§7.1 and §7.2, on `C`).
    ///
    /// - `isExpected`: whether a challenge, as octets, is one that this browser was given, and is still good.
    /// - Throws: `wrongType`, `wrongChallenge` or `wrongOrigin`.
    func check(_ client: ClientData, for ceremony: Ceremony, _ isExpected: ([UInt8]) -> Bool) throws(WebAuthnError) {
        guard client.ceremony == ceremony else { throw .wrongType }
        guard isExpected(client.challenge) else { throw .wrongChallenge }
        guard origins.contains(where: { $0.octets == client.origin.octets }) else { throw .wrongOrigin }
    }

    /// Whether the authenticator says of the ceremony what it must (§7.1 and §7.2, on `authData`).
    ///
    /// - Throws: `wrongRelyingParty`, `userNotPresent` or `userNotVerified`.
    func check(_ data: AuthenticatorData, requiresUserVerification: Bool) throws(WebAuthnError) {
        guard data.relyingPartyIDHash == idHash else { throw .wrongRelyingParty }
        guard data.flags.contains(.userPresent) else { throw .userNotPresent }
        guard !requiresUserVerification || data.flags.contains(.userVerified) else { throw .userNotVerified }
    }
}
