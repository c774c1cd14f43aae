/// A client's identifier (RFC 6749 §2.2): public, at most 8192 characters, compared octet for octet.
package struct ClientID: Hashable, Sendable, CustomStringConvertible {
    package let value: String

    package init(_ value: String) {
        self.value = value
    }

    /// Swift's own `==` takes canonically equivalent texts for one, such as `K` and the Kelvin sign.
    package static func == (left: ClientID, right: ClientID) -> Bool {
        left.value.octets == right.value.octets
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(value.octets)
    }

    package var description: String { value }
}

/// A user's identifier: a random positive integer below 2^53, so that every JSON reader holds it exactly.
/// Its decimal form is the `sub` of the user's tokens (OpenID Connect Core §2).
package struct UserID: Hashable, Sendable, CustomStringConvertible {
    /// 1 ..< 2^53.
    package let number: Int64

    /// `nil` unless `number` is in 1 ..< 2^53.
    package init?(_ number: Int64) {
        guard number > 0, number < 1 << 53 else { return nil }
        self.number = number
    }

    /// Reads the canonical decimal form; `nil` for signs, leading zeros, or anything else.
    package init?(decimal text: String) {
        guard let number = Int64(text), String(number) == text else { return nil }
        self.init(number)
    }

    /// A fresh random identifier.
    package init(from entropy: Entropy) {
        var candidate: Int64 = 0
        while candidate == 0 {
            candidate = Int64(entropy.number() >> 11)
        }
        number = candidate
    }

    package var description: String { String(number) }
}

/// A 128-bit identifier that begins with the second in which it was made, so that rows made together lie together in
/// an index and a commit touches few pages. It is not a secret: whoever holds it can do nothing with it. `Kind` says what it
/// identifies, so that one is not taken for another.
package struct TimedID<Kind>: Hashable, Sendable, CustomStringConvertible {
    /// Exactly 16 octets: 5 of time, 11 random.
    package let octets: [UInt8]

    /// Takes 16 octets read back from storage or a token; `nil` for any other length.
    package init?(octets: some Collection<UInt8>) {
        guard octets.count == 16 else { return nil }
        self.octets = Array(octets)
    }

    /// Reads the base64url form, 22 characters.
    package init?(text: String) {
        guard text.utf8.count == 22, let octets = Base64URL.decode(text) else { return nil }
        self.init(octets: octets)
    }

    /// A fresh identifier of the second `now`.
    package init(at now: Timestamp, from entropy: Entropy) {
        let time = UInt64(bitPattern: now.seconds)
        octets = (0..<5).map { UInt8(truncatingIfNeeded: time >> (32 - 8 * UInt64($0))) } + entropy.octets(11)
    }

    /// Base64url, 22 characters.
    package var description: String { Base64URL.encode(octets) }
}

/// The family of everything that came of one authorization: its code, its refresh tokens, its access tokens.
package typealias DelegationID = TimedID<DelegationKind>
package enum DelegationKind {}

/// The stable identifier of a browser session (`sid`), which survives the change of its cookie.
package typealias SessionID = TimedID<SessionKind>
package enum SessionKind {}

/// One token exchange (RFC 8693), which the token that it gave names.
package typealias ExchangeID = TimedID<ExchangeKind>
package enum ExchangeKind {}

/// One registration of a client. The identifier may be registered again after a client was removed; what was issued to the one
/// that was removed never comes back to life with the other.
package struct ClientRegistration: Hashable, Sendable {
    package let id: ClientID
    /// A number that this registration alone has.
    package let instance: Int64

    package init(id: ClientID, instance: Int64) {
        self.id = id
        self.instance = instance
    }

    /// A new registration of `id`.
    package init(of id: ClientID, from entropy: Entropy) {
        self.init(id: id, instance: Int64(entropy.number() >> 1))
    }
}
