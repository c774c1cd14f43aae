/// The source of unpredictable octets, injected so that tests can repeat a run. The live one is the system's generator.
package struct Entropy: Sendable {
    private let fill: @Sendable (Int) -> [UInt8]

    /// - Parameter fill: gives as many unpredictable octets as it is asked for.
    package init(_ fill: @escaping @Sendable (_ count: Int) -> [UInt8]) {
        self.fill = fill
    }

    /// `count` fresh octets.
    package func octets(_ count: Int) -> [UInt8] {
        fill(count)
    }

    /// A fresh secret: 256 bits, base64url, 43 characters.
    package func secret() -> Secret {
        Secret(Base64URL.encode(octets(32)))
    }

    /// A fresh unsigned 64-bit number.
    package func number() -> UInt64 {
        octets(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
