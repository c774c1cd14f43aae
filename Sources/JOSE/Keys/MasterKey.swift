import Crypto
import OAuthProtocol

/// The one secret that an operator keeps outside the database: 256 bits, from which a key for each purpose is derived.
/// It is never described.
package struct MasterKey: Sendable, CustomStringConvertible, CustomReflectable {
    private let key: SymmetricKey

    /// Takes 32 octets; `nil` for any other number.
    package init?(octets: [UInt8]) {
        guard octets.count == 32 else { return nil }
        key = SymmetricKey(data: octets)
    }

    /// A fresh master key.
    package init(from entropy: Entropy) {
        key = SymmetricKey(data: entropy.octets(32))
    }

    /// Reads the form that `text` writes, with or without white space around it, which editors and shells add to a
    /// file; `nil` for anything else.
    package init?(text: String) {
        guard let octets = Base64URL.decode(text.trimmingPrefix(while: \.isWhitespace).trimmingEnd()) else {
            return nil
        }
        self.init(octets: octets)
    }

    /// Base64url, 43 characters: what stands in the master key file. Every use of this property is a place to review.
    package var text: String {
        key.withUnsafeBytes { Base64URL.encode($0) }
    }

    /// The key for one purpose (HKDF-SHA256, RFC 5869, `purpose` as info). Keys of different purposes say nothing about
    /// each other, nor about this one.
    package func derive(_ purpose: String) -> DerivedKey {
        let octets = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key, info: Array(purpose.utf8), outputByteCount: DerivedKey.octetCount)
        return octets.withUnsafeBytes { DerivedKey(octets: $0) }
    }

    package var description: String { "(master key)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension Substring {
    fileprivate func trimmingEnd() -> Substring {
        var trimmed = self
        while trimmed.last?.isWhitespace == true { trimmed.removeLast() }
        return trimmed
    }
}
