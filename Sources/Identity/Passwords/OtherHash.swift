import CPasswordHashes
import CSodium
import Crypto
import CryptoExtras
import Foundation
import OAuthProtocol

/// A password hash that another program made and this server judges until the person signs in next: then it is replaced by one of ours.
///
/// | kind | as it is written |
/// |---|---|
/// | bcrypt, and what else crypt(3) knows of modern ones | `$2b$…`, `$2a$…`, `$2y$…`, `$5$…`, `$6$…` |
/// | Argon2 | `$argon2d$v=19$m=…,t=…,p=…$salt$hash`, `$argon2i$…`, `$argon2id$…` (PHC) |
/// | PBKDF2 | `$pbkdf2-sha256$rounds$salt$hash` (`pbkdf2-sha512`, `pbkdf2` for SHA-1), or Django's `pbkdf2_sha256$rounds$salt$hash` |
/// | scrypt | `$scrypt$ln=16,r=8,p=1$salt$hash` (PHC) |
///
/// Salts and hashes are in base 64, with or without padding; `.` stands for `+` as some write it.
package struct OtherHash: Sendable {
    private enum Kind: Sendable {
        case crypt
        case argon2(Argon2Encoding)
        case pbkdf2(KDF.Insecure.PBKDF2.HashFunction, rounds: Int, salt: [UInt8], hash: [UInt8])
        case scrypt(cost: UInt64, blockSize: UInt32, lanes: UInt32, salt: [UInt8], hash: [UInt8])
    }

    /// What one may cost: somebody else chose it, and each attempt pays it until a right one. Memory is in octets, and in `work` each of
    /// them counts as often as it is written.
    private static let most = (rounds: 2_000_000, memory: 512 << 20, work: 2 << 30, lanes: 16, bcryptCost: 14)
    private static let bcryptAlphabet = Set("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

    private let text: String
    private let kind: Kind

    /// `nil` for what is no such hash, or costs too much.
    package init?(_ text: String) {
        guard (8...1_024).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21..<0x7f).contains($0) }),
            let kind = Self.kind(of: text)
        else { return nil }
        self.text = text
        self.kind = kind
    }

    /// What is missing on this machine to judge it: a package of Debian's; `nil` if nothing is.
    package var missing: String? {
        switch kind {
        case .crypt: cardea_has_crypt() == 0 ? "libcrypt1" : nil
        // What libsodium judges as it does ours.
        case .argon2(let encoding) where encoding.isAsOurs: nil
        case .argon2: cardea_has_argon2() == 0 ? "libargon2-1" : nil
        case .pbkdf2, .scrypt: nil
        }
    }

    /// - `password`: in UTF-8, as the other program was given it.
    func verify(_ password: [UInt8]) -> Argon2id.Verdict {
        switch kind {
        case .crypt:
            guard !password.contains(0) else { return .wrong }
            return Self.verdict(cardea_crypt_verify(Self.cString(password), text))
        case .argon2(let encoding):
            let variant = encoding.variant.rawValue
            return Self.verdict(cardea_argon2_verify(text, Self.cString(password), password.count, variant))
        case .pbkdf2(let function, let rounds, let salt, let hash):
            let key = try? KDF.Insecure.PBKDF2.deriveKey(
                from: password, salt: salt, using: function, outputByteCount: hash.count, unsafeUncheckedRounds: rounds)
            guard let key else { return .failed }
            return key.withUnsafeBytes { constantTimeEqual(Array($0), hash) } ? .right : .wrong
        case .scrypt(let cost, let blockSize, let lanes, let salt, let hash):
            var made = [UInt8](repeating: 0, count: hash.count)
            // An empty array has no address.
            let octets = password + [0]
            let status = crypto_pwhash_scryptsalsa208sha256_ll(
                octets, password.count, salt, salt.count, cost, blockSize, lanes, &made, made.count)
            guard status == 0 else { return .failed }
            return constantTimeEqual(made, hash) ? .right : .wrong
        }
    }

    private static func kind(of text: String) -> Kind? {
        let parts = text.octets.split("$", keepsEmpty: true).map(String.init)
        guard parts.first == "" else { return django(parts) }
        guard parts.count >= 4 else { return nil }
        switch parts[1] {
        case "2a", "2b", "2y":
            guard parts.count == 4, parts[2].utf8.count == 2, let cost = number(parts[2]),
                (4...most.bcryptCost).contains(cost), parts[3].utf8.count == 53,
                parts[3].utf8.allSatisfy(bcryptAlphabet.contains)
            else { return nil }
            return .crypt
        case "5", "6":
            if parts.count == 5 {
                guard let rounds = number("rounds", in: parts[2]), (1_000...most.rounds).contains(rounds) else {
                    return nil
                }
            }
            let length = parts[1] == "5" ? 43 : 86
            guard parts.count <= 5, parts.last?.utf8.count == length else { return nil }
            return .crypt
        case "argon2d", "argon2i", "argon2id": return argon2(text)
        case "pbkdf2", "pbkdf2-sha1", "pbkdf2-sha256", "pbkdf2-sha512":
            guard parts.count == 5 else { return nil }
            return pbkdf2(parts[1], parts[2], decoded(parts[3]), parts[4])
        case "scrypt":
            guard parts.count == 5, let exponent = number("ln", in: parts[2]), (1...22).contains(exponent),
                let blockSize = number("r", in: parts[2]), let lanes = number("p", in: parts[2]),
                (1...64).contains(blockSize), (1...most.lanes).contains(lanes),
                128 * blockSize << exponent <= most.memory, 128 * blockSize * lanes << exponent <= most.work,
                let salt = decoded(parts[3]), !salt.isEmpty,
                let hash = decoded(parts[4]), (16...128).contains(hash.count)
            else { return nil }
            return .scrypt(
                cost: 1 << UInt64(exponent), blockSize: UInt32(blockSize), lanes: UInt32(lanes), salt: salt, hash: hash)
        default: return nil
        }
    }

    /// One whose costs are bearable.
    private static func argon2(_ text: String) -> Kind? {
        guard let encoding = Argon2Encoding(text), encoding.lanes <= most.lanes,
            encoding.memory <= most.memory >> 10, encoding.passes <= most.work >> 10,
            encoding.memory * encoding.passes <= most.work >> 10
        else { return nil }
        return .argon2(encoding)
    }

    /// `pbkdf2_sha256$rounds$salt$hash`, whose salt is text.
    private static func django(_ parts: [String]) -> Kind? {
        guard parts.count == 4, ["pbkdf2_sha256", "pbkdf2_sha1", "pbkdf2_sha512"].contains(parts[0]) else { return nil }
        return pbkdf2(parts[0], parts[1], Array(parts[2].utf8), parts[3])
    }

    private static func pbkdf2(_ name: String, _ rounds: String, _ salt: [UInt8]?, _ hash: String) -> Kind? {
        guard let rounds = number(rounds), (1...most.rounds).contains(rounds), let salt, !salt.isEmpty,
            let hash = decoded(hash), (16...128).contains(hash.count)
        else { return nil }
        let function: KDF.Insecure.PBKDF2.HashFunction =
            name.octets.hasSuffix("sha256") ? .sha256 : name.octets.hasSuffix("sha512") ? .sha512 : .insecureSHA1
        return .pbkdf2(function, rounds: rounds, salt: salt, hash: hash)
    }

    /// `name=NUMBER` among parameters between commas.
    private static func number(_ name: String, in parameters: String) -> Int? {
        for parameter in parameters.octets.split(",") {
            guard let parts = parameter.octets.cut(at: "="), parts.before.octets == name.octets else { continue }
            return number(String(parts.after))
        }
        return nil
    }

    /// Digits and nothing else.
    private static func number(_ text: String) -> Int? {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
    }

    /// `.` stands for `+` as some write it.
    private static func decoded(_ text: String) -> [UInt8]? {
        let octets = text.utf8.map { $0 == UInt8(ascii: ".") ? UInt8(ascii: "+") : $0 }
        return Base64.decodeUnpadded(String(decoding: octets, as: UTF8.self))
    }

    private static func cString(_ octets: [UInt8]) -> [CChar] {
        octets.map { CChar(bitPattern: $0) } + [0]
    }

    private static func verdict(_ verdict: cardea_verdict) -> Argon2id.Verdict {
        switch verdict {
        case CARDEA_RIGHT: .right
        case CARDEA_WRONG: .wrong
        default: .failed
        }
    }
}
