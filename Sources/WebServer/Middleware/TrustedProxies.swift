import HTTPTypes
import OAuthProtocol

/// Finds the client behind the proxies whose word is believed.
struct TrustedProxies: Sendable {
    /// Octets of `X-Forwarded-For` that are looked at, from its end: the rest is the client's own, up to 64 KiB.
    private static let attention = 1024

    let networks: [IPNetwork]

    /// The client's address. Each proxy appends the address that it saw, so `X-Forwarded-For` is read from its end, and
    /// the first address that is not a trusted proxy's is the last one that anybody trustworthy has seen.
    /// - `peer`: who the connection is with.
    func client(of headers: HTTPFields, peer: String) -> String {
        guard !networks.isEmpty, isTrusted(peer) else { return peer }
        var nearest = peer
        let said = headers[values: .forwardedFor].joined(separator: ",").utf8.suffix(Self.attention)
        for hop in Substring(said).octets.split(",").reversed() {
            let hop = Self.withoutPort(hop.octets.trimmed.octets.lowercased)
            // What is not an address was written by nobody whose word counts.
            guard IPAddress(hop) != nil else { return nearest }
            nearest = hop
            guard isTrusted(hop) else { return hop }
        }
        return nearest
    }

    /// Whether an address is a trusted proxy's.
    func isTrusted(_ text: String) -> Bool {
        guard let address = IPAddress(text) else { return false }
        return networks.contains { $0.contains(address) }
    }

    /// `192.0.2.1:4711` and `[2001:db8::1]:4711` without their ports and brackets, as some proxies write them.
    private static func withoutPort(_ hop: String) -> String {
        if hop.utf8.first == UInt8(ascii: "[") {
            return String(Substring(hop.utf8.dropFirst()).octets.before("]"))
        }
        let colons = hop.utf8.count { $0 == UInt8(ascii: ":") }
        return colons == 1 ? String(hop.octets.before(":")) : hop
    }
}
