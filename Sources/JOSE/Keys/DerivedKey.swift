import Crypto
import OAuthProtocol

/// A key for one purpose, derived from the master key: it authenticates, and it seals. It is never described.
package struct DerivedKey: Sendable, CustomStringConvertible, CustomReflectable {
    /// 32 octets that authenticate and 32 that seal: one key is never used with two algorithms.
    static let octetCount = 64

    /// With the key in it already, which is half the work: a copy goes on from there.
    private let authenticating: HMAC<SHA256>
    private let sealing: SymmetricKey

    /// - Parameter octets: exactly `octetCount`.
    init(octets: UnsafeRawBufferPointer) {
        authenticating = HMAC(key: SymmetricKey(data: UnsafeRawBufferPointer(rebasing: octets[..<32])))
        sealing = SymmetricKey(data: UnsafeRawBufferPointer(rebasing: octets[32...]))
    }

    /// HMAC-SHA256 (RFC 2104), 32 octets. Compare it with `constantTimeEqual`.
    package func mac(_ octets: [UInt8]) -> [UInt8] {
        var authenticating = authenticating
        authenticating.update(data: octets)
        return Array(authenticating.finalize())
    }

    /// Encrypts and authenticates with AES-256-GCM under a random nonce: 12 octets of nonce, the sealed octets, 16 octets
    /// of tag. Fit for 2^32 calls with one key (NIST SP 800-38D §8.3).
    ///
    /// - `context`: what the result belongs to; it opens with the same context only.
    package func seal(_ octets: [UInt8], bound context: [UInt8]) -> [UInt8] {
        guard let box = try? AES.GCM.seal(octets, using: sealing, authenticating: context), let sealed = box.combined
        else {
            // Neither can happen: the key is of 256 bits and the nonce is the default one. To go on without
            // encryption would be worse than to stop.
            preconditionFailure("AES-256-GCM did not seal")
        }
        return Array(sealed)
    }

    /// Opens what `seal` made.
    ///
    /// - Throws: `sealed` if a bit of it was changed, or if the key or the context is another.
    package func open(_ sealed: [UInt8], bound context: [UInt8]) throws(JOSEError) -> [UInt8] {
        do {
            return Array(try AES.GCM.open(AES.GCM.SealedBox(combined: sealed), using: sealing, authenticating: context))
        } catch {
            throw .sealed
        }
    }

    package var description: String { "(derived key)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
