import OAuthProtocol

/// A page of a person's own account that asks for a sign-in of late, and to which they come back from there.
package enum AccountPage: Sendable {
    /// What they sign in with.
    case security
    /// What is known of them.
    case profile
    /// Where they prove an address.
    ///
    /// - `link`: what the link holds that they came by.
    case address(link: Secret)

    /// Octets of the longest link that is carried.
    private static let longestLink = 64

    /// As a handle carries it.
    var octets: [UInt8] {
        switch self {
        case .security: []
        case .profile: [1]
        case .address(let link): [2] + Array(link.exposed.utf8.prefix(Self.longestLink))
        }
    }

    /// `nil` for what none is carried as.
    init?(octets: [UInt8]) {
        switch octets.first {
        case nil: self = .security
        case 1: self = .profile
        case 2: self = .address(link: Secret(String(decoding: octets.dropFirst(), as: UTF8.self)))
        default: return nil
        }
    }
}
