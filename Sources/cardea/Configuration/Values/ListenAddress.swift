import OAuthProtocol

/// Where the server listens, `HOST:PORT`.
struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// A name or an address; IPv6 without its brackets.
    let host: String
    /// 0 lets the system choose a free one.
    let port: Int

    /// Whether only programs on this machine can reach it.
    var isLoopback: Bool { LocalHost.isThisMachine(host) }

    var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

extension ListenAddress {
    /// `nil` unless `text` is `HOST:PORT`, with IPv6 addresses in brackets.
    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        guard digits.allSatisfy(\.isASCII), digits.allSatisfy(\.isNumber), let port = UInt16(digits) else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty else { return nil }
        self.init(host: String(host), port: Int(port))
    }
}

extension ValueReader<ListenAddress> {
    static let listenAddress = parsing("HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080") { ListenAddress($0) }
}
