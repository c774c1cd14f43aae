import Crypto
import OAuthProtocol

/// What the browser says of a ceremony (§5.8.1), of which the authenticator signs the hash.
package struct ClientData: Sendable {
    /// Octets of the JSON at most. It has about 150, and what else a browser may write into it.
    package static let longest = 4096

    /// What was done.
    package let ceremony: Ceremony
    /// The challenge that the page was given, octets.
    package let challenge: [UInt8]
    /// The origin of the page, as the browser writes it.
    package let origin: String
    /// SHA-256 of the JSON as it came, 32 octets.
    package let hash: [UInt8]

    /// Members of other names are not looked at: there will be new ones.
    ///
    /// - Throws: `badMember`, `wrongType` for a type that is neither ceremony's, or `crossOrigin`.
    package init(_ json: [UInt8]) throws(WebAuthnError) {
        guard json.count <= Self.longest, let object = (try? JSONParser.parse(json))?.object else {
            throw .badMember("clientDataJSON")
        }
        let type = try object.text("type").octets
        guard let ceremony = Ceremony.allCases.first(where: { $0.rawValue.octets == type }) else { throw .wrongType }
        let challenge = try object.octets("challenge", 1...Self.longest)
        let origin = try object.text("origin")
        guard try object.flag("crossOrigin") != true, object["topOrigin"] == nil else { throw .crossOrigin }
        self.ceremony = ceremony
        self.challenge = challenge
        self.origin = origin
        hash = Array(SHA256.hash(data: json))
    }
}
