import OAuthProtocol

/// What an authenticator signs to show that it does so now (§13.4.3). A challenge says itself when it was made, under a
/// MAC that says for what and for whom, so that whoever asks for one leaves nothing behind here.
///
/// It is good until its time is over, and not for one use: who must know that it comes once keeps what it was good for.
package struct Challenge: Sendable {
    /// Seconds that one is good for.
    package static let lifetime: Int64 = 300

    private let ceremony: Ceremony
    private let browser: [UInt8]
    private let context: [UInt8]
    private let mac: @Sendable ([UInt8]) -> [UInt8]

    /// Octets of the moment at which it was made.
    private static let momentLength = 8
    /// Octets of the moment, and of chance behind it.
    private static let bodyLength = 24
    private static let macLength = 32

    /// Everything that a challenge is bound to. Two that differ in any of it do not take each other's challenges.
    ///
    /// - `browser`: octets that only this browser has, or what was derived from them.
    /// - `context`: octets of what else matters, such as the person who registers a credential.
    /// - `mac`: a MAC of 32 octets under a key that is used for nothing else.
    package init(
        for ceremony: Ceremony, browser: [UInt8], context: [UInt8], mac: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) {
        self.ceremony = ceremony
        self.browser = browser
        self.context = context
        self.mac = mac
    }

    /// A fresh challenge, 56 octets: seconds since the epoch in network byte order, 16 octets of chance, the MAC.
    package func issue(at now: Timestamp, from entropy: Entropy) -> [UInt8] {
        let body =
            Self.octets(of: UInt64(bitPattern: now.seconds)) + entropy.octets(Self.bodyLength - Self.momentLength)
        return body + mac(input(body))
    }

    /// Whether octets are a challenge that was issued for this, and no longer than its lifetime ago.
    package func verify(_ octets: [UInt8], at now: Timestamp) -> Bool {
        guard octets.count == Self.bodyLength + Self.macLength else { return false }
        let body = Array(octets.prefix(Self.bodyLength))
        guard constantTimeEqual(mac(input(body)), Array(octets.suffix(Self.macLength))) else { return false }
        let seconds = body.prefix(Self.momentLength).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Timestamp(Int64(bitPattern: seconds)).isRecent(at: now, within: Self.lifetime)
    }

    /// What is under the MAC. Each part has its length in front, so that none can lend octets to the next.
    private func input(_ body: [UInt8]) -> [UInt8] {
        [Array(ceremony.rawValue.utf8), browser, context, body].flatMap { Self.octets(of: UInt64($0.count)) + $0 }
    }

    /// In network byte order.
    private static func octets(of number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64($0))) }
    }
}
