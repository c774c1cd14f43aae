import NIOCore

/// What is known of a connection before its first request.
struct ConnectionFacts: Sendable {
    /// The peer's IP address; empty where there is none, as on a Unix socket.
    let peer: String
    let isSecure: Bool

    init(of channel: any Channel, isSecure: Bool) {
        let address = channel.remoteAddress?.ipAddress ?? ""
        // An IPv6 socket that takes IPv4 connections too names their peers so (RFC 4291 §2.5.5.2).
        let mapped = "::ffff:"
        let isMapped = address.ascii.hasPrefix(mapped) && address.utf8.contains(UInt8(ascii: "."))
        peer = isMapped ? String(address.dropFirst(mapped.count)) : address
        self.isSecure = isSecure
    }
}
