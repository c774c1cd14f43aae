import OAuthProtocol

/// A hash of Argon2 as it is written: `$argon2id$v=19$m=KIBIBYTES,t=PASSES,p=LANES$salt$tag` (PHC string format). Read strictly: numbers
/// are digits, and nothing is left out or twice.
struct Argon2Encoding {
    /// As libargon2 counts them.
    enum Variant: Int32 {
        case d = 0
        case i = 1
        case id = 2
    }

    let variant: Variant
    /// 19, or 16 of old.
    let version: Int
    /// Kibibytes.
    let memory: Int
    let passes: Int
    let lanes: Int
    let salt: [UInt8]
    let tag: [UInt8]

    /// `nil` for anything else.
    init?(_ text: String) {
        let parts = text.octets.split("$", keepsEmpty: true).map(String.init)
        guard parts.count == 6, parts[0].isEmpty else { return nil }
        switch parts[1] {
        case "argon2d": variant = .d
        case "argon2i": variant = .i
        case "argon2id": variant = .id
        default: return nil
        }
        let costs = parts[3].octets.split(",", keepsEmpty: true).map(String.init)
        guard costs.count == 3, let version = Self.number("v=", parts[2]), [16, 19].contains(version),
            let memory = Self.number("m=", costs[0]), let passes = Self.number("t=", costs[1]),
            let lanes = Self.number("p=", costs[2]), passes >= 1, lanes >= 1, lanes <= 1 << 24, memory >= 8 * lanes,
            memory <= 1 << 32, let salt = Base64.decodeUnpadded(parts[4]), (8...64).contains(salt.count),
            let tag = Base64.decodeUnpadded(parts[5]), (16...128).contains(tag.count)
        else { return nil }
        (self.version, self.memory, self.passes, self.lanes) = (version, memory, passes, lanes)
        (self.salt, self.tag) = (salt, tag)
    }

    /// Whether libsodium computes it: Argon2id of the version of today, with one lane and 16 octets of salt.
    var isAsOurs: Bool { variant == .id && version == 19 && lanes == 1 && salt.count == 16 }

    private static func number(_ name: String, _ text: String) -> Int? {
        guard text.octets.hasPrefix(name) else { return nil }
        let digits = Substring(text.utf8.dropFirst(name.utf8.count))
        return digits.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(digits) : nil
    }
}

extension Base64 {
    /// The standard alphabet, with padding or without.
    static func decodeUnpadded(_ text: String) -> [UInt8]? {
        var octets = Array(text.utf8)
        while octets.last == UInt8(ascii: "=") { octets.removeLast() }
        octets += [UInt8](repeating: UInt8(ascii: "="), count: (4 - octets.count % 4) % 4)
        return decode(String(decoding: octets, as: UTF8.self))
    }
}
