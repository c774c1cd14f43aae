import CSodium
import Foundation
import OAuthProtocol

/// Argon2id (RFC 9106) by libsodium, with one lane and fixed costs. Every call computes on the calling thread.
struct Argon2id: Sendable {
    enum Verdict: Sendable {
        case right
        case wrong
        /// The encoded hash is none, or there was no memory.
        case failed
    }

    private static let prefix = "$argon2id$"

    /// Octets.
    let memory: Int
    let passes: Int
    /// A well-formed hash with these costs that no known password has: judging against it takes what judging against a
    /// real one takes, and it need not be computed first.
    let decoy: String

    init(memory: Int, passes: Int) throws(PasswordCostError) {
        guard sodium_init() >= 0 else {
            throw PasswordCostError(description: "libsodium does not start on this machine")
        }
        let memories = crypto_pwhash_argon2id_memlimit_min()...crypto_pwhash_argon2id_memlimit_max()
        guard memories.contains(memory) else {
            throw PasswordCostError(
                description:
                    "password memory is \(memory) octets, and must be \(memories.lowerBound) to \(memories.upperBound)")
        }
        let most = UInt32.max
        guard passes >= 1, passes <= most else {
            throw PasswordCostError(description: "password passes is \(passes), and must be 1 to \(most)")
        }
        self.memory = memory
        self.passes = passes
        // 16 octets of salt and 32 of tag, all zero, in base64 without padding.
        let salt = String(repeating: "A", count: 22)
        let tag = String(repeating: "A", count: 43)
        decoy = "\(Self.prefix)v=19$m=\(memory / 1024),t=\(passes),p=1$\(salt)$\(tag)"
        guard !needsRehash(decoy) else {
            throw PasswordCostError(description: "this libsodium encodes Argon2id hashes in an unknown way")
        }
    }

    /// The encoded hash, with a salt from libsodium's generator, which is the system's; `nil` without memory.
    func hash(_ password: [UInt8]) -> String? {
        var encoded = [CChar](repeating: 0, count: crypto_pwhash_strbytes())
        let status = crypto_pwhash_str_alg(
            &encoded, Self.cString(password), UInt64(password.count), UInt64(passes), memory,
            crypto_pwhash_alg_argon2id13())
        guard status == 0 else { return nil }
        return String(decoding: encoded.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func verify(_ password: [UInt8], against encoded: String) -> Verdict {
        guard encoded.octets.hasPrefix(Self.prefix) else { return .failed }
        if let encoding = Argon2Encoding(encoded), encoding.isAsOurs { return Self.verify(password, against: encoding) }
        guard let encoded = Self.fixedLength(encoded) else { return .failed }
        let password = Self.cString(password)
        // Of another form: libsodium answers -1 for everything but a match, and says EINVAL if it did compare.
        errno = 0
        let status = crypto_pwhash_str_verify(encoded, password, UInt64(password.count - 1))
        let reason = errno
        if status == 0 { return .right }
        return reason == EINVAL ? .wrong : .failed
    }

    /// Computes the hash anew and compares, so that want of memory is not taken for a wrong password, as libsodium's own comparison
    /// takes it.
    private static func verify(_ password: [UInt8], against encoding: Argon2Encoding) -> Verdict {
        var tag = [UInt8](repeating: 0, count: encoding.tag.count)
        let octets = cString(password)
        let status = crypto_pwhash(
            &tag, UInt64(tag.count), octets, UInt64(password.count), encoding.salt, UInt64(encoding.passes),
            encoding.memory * 1024, crypto_pwhash_alg_argon2id13())
        guard status == 0 else { return .failed }
        return constantTimeEqual(tag, encoding.tag) ? .right : .wrong
    }

    /// Whether the hash was made with other costs, or is not Argon2id at all.
    func needsRehash(_ encoded: String) -> Bool {
        guard encoded.octets.hasPrefix(Self.prefix), let encoded = Self.fixedLength(encoded) else { return true }
        return crypto_pwhash_str_needs_rehash(encoded, UInt64(passes), memory) != 0
    }

    /// The octets with a zero after them that does not count, so that an empty password has an address too.
    private static func cString(_ octets: [UInt8]) -> [CChar] {
        octets.map { CChar(bitPattern: $0) } + [0]
    }

    /// `encoded` in the fixed length that libsodium reads; `nil` for what cannot be a hash.
    private static func fixedLength(_ encoded: String) -> [CChar]? {
        let octets = Array(encoded.utf8)
        let length = crypto_pwhash_strbytes()
        guard octets.count < length, !octets.contains(0) else { return nil }
        return cString(octets) + [CChar](repeating: 0, count: length - octets.count - 1)
    }
}
