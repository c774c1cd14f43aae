import NIOCore
import OAuthProtocol

/// What is known of a connection before its first request.
struct ConnectionFacts: Sendable {
    /// The peer's IP address.
    let peer: String
    let isSecure: Bool
}

extension ConnectionFacts {
    /// `nil` if the peer is gone already. What it may have sent is not heard: it would have to be judged without an
    /// address, and nobody is there to be answered.
    init?(of channel: any Channel, isSecure: Bool) {
        guard let address = channel.remoteAddress?.ipAddress else { return nil }
        // An IPv6 socket that takes IPv4 connections too names their peers so (RFC 4291 §2.5.5.2).
        let mapped = "::ffff:"
        let isMapped = address.octets.hasPrefix(mapped) && address.utf8.contains(UInt8(ascii: "."))
        peer = isMapped ? String(decoding: address.utf8.dropFirst(mapped.utf8.count), as: UTF8.self) : address
        self.isSecure = isSecure
    }
}
