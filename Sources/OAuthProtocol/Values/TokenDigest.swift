import Crypto

/// The SHA-256 digest, 32 octets, of a secret with 256 bits of entropy: all that is ever stored of one.
/// Equality takes the same time whatever the octets are.
package struct TokenDigest: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// Exactly 32 octets.
    package let octets: [UInt8]

    /// Takes 32 octets read back from storage; `nil` for any other length.
    package init?(octets: some Collection<UInt8>) {
        guard octets.count == 32 else { return nil }
        self.octets = Array(octets)
    }

    /// Digests the UTF-8 octets of `text`.
    package init(of text: String) {
        self.init(of: Array(text.utf8))
    }

    /// Digests `octets`.
    package init(of octets: [UInt8]) {
        self.octets = Array(SHA256.hash(data: octets))
    }

    package static func == (left: TokenDigest, right: TokenDigest) -> Bool {
        constantTimeEqual(left.octets, right.octets)
    }

    package var description: String { "(digest)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Compares two octet strings in time that depends on their lengths only.
package func constantTimeEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for index in left.indices {
        difference |= left[index] ^ right[index]
    }
    return difference == 0
}
