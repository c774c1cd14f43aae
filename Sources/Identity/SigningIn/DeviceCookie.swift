import OAuthProtocol

/// What a browser keeps to show that somebody signed in to one account with it before. It opens nothing: it only lets
/// the browser's mistakes be counted apart from strangers'. The text is base64url of the user id, 16 random octets and
/// a MAC over both.
package struct DeviceCookie: Sendable {
    /// Seconds that a browser should keep it: the 400 days that browsers allow.
    package static let lifetime: Int64 = 400 * 86_400

    private static let purpose = Array("cardea device cookie 1".utf8)
    private static let userLength = 8
    private static let nonceLength = 16
    /// Characters of a cookie whose MAC has 64 octets; nothing longer is looked at.
    private static let longest = 128

    private let text: Secret

    /// - Parameter text: the cookie's value as the browser sent it, genuine or not.
    package init(_ text: String) {
        self.text = Secret(text)
    }

    /// A fresh cookie for a browser in which `user` has just signed in.
    static func issue(for user: UserID, from entropy: Entropy, mac: @Sendable ([UInt8]) -> [UInt8]) -> Secret {
        let claim = octets(of: user) + entropy.octets(nonceLength)
        return Secret(Base64URL.encode(claim + mac(purpose + claim)))
    }

    /// What tells this browser from others of `user`; `nil` if the cookie is not one that was issued for that user.
    func device(of user: UserID, mac: @Sendable ([UInt8]) -> [UInt8]) -> [UInt8]? {
        guard text.exposed.utf8.count <= Self.longest, let octets = Base64URL.decode(text.exposed) else { return nil }
        let claim = Array(octets.prefix(Self.userLength + Self.nonceLength))
        guard claim.count == Self.userLength + Self.nonceLength,
            constantTimeEqual(mac(Self.purpose + claim), Array(octets.dropFirst(claim.count))),
            Array(claim.prefix(Self.userLength)) == Self.octets(of: user)
        else { return nil }
        return Array(claim.dropFirst(Self.userLength))
    }

    private static func octets(of user: UserID) -> [UInt8] {
        (0..<userLength).map { UInt8(truncatingIfNeeded: user.number >> (56 - 8 * $0)) }
    }
}
