import OAuthProtocol

extension Entropy {
    /// The system's random source (`getrandom(2)` on Linux): the only file that draws from it.
    static let live = Entropy { count in
        var generator = SystemRandomNumberGenerator()
        var octets: [UInt8] = []
        octets.reserveCapacity(count + 7)
        while octets.count < count {
            withUnsafeBytes(of: generator.next()) { octets += $0 }
        }
        octets.removeLast(octets.count - count)
        return octets
    }
}
