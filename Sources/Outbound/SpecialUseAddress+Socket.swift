import NIOCore
import OAuthProtocol

extension SpecialUseAddress {
    /// Whether an address is anything but an ordinary one of the public internet.
    package static func contains(_ address: SocketAddress) -> Bool {
        let octets = address.withSockAddr { Array(UnsafeRawBufferPointer(start: $0, count: $1)) }
        // Where sockaddr_in and sockaddr_in6 keep the address (netinet/in.h).
        switch address {
        case .v4: return contains(Array(octets[4..<8]))
        case .v6: return contains(Array(octets[8..<24]))
        case .unixDomainSocket: return true
        }
    }
}
