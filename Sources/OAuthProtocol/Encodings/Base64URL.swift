/// Base64url without padding (RFC 4648 §5, RFC 7515 §2). Decoding is canonical: padding, foreign characters and
/// trailing bits that an encoder would have left zero are refused, so that one value has exactly one text.
package enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let values = Base64.reversed(alphabet)

    package static func encode(_ octets: some Collection<UInt8>) -> String {
        String(decoding: encodedOctets(octets), as: UTF8.self)
    }

    /// The encoding as ASCII octets, for building tokens without going through `String`.
    package static func encodedOctets(_ octets: some Collection<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        append(Array(octets), to: &text)
        return text
    }

    /// Writes the encoding straight into a token that is being built.
    package static func append(_ octets: [UInt8], to text: inout [UInt8]) {
        Base64.append(octets, to: &text, alphabet: alphabet)
    }

    /// `nil` for anything that `encode` could not have made.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        decode(Array(text.utf8)[...])
    }

    /// `nil` for anything that `encode` could not have made.
    package static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        Base64.decode(text, values: values)
    }
}

/// The shared arithmetic of base64 and base64url, and the padded standard alphabet (RFC 4648 §4) that `Basic` uses.
package enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let values = reversed(alphabet)

    /// Standard alphabet with padding.
    package static func encode(_ octets: some Collection<UInt8>) -> String {
        var text: [UInt8] = []
        append(Array(octets), to: &text, alphabet: alphabet)
        return String(decoding: text, as: UTF8.self) + String(repeating: "=", count: (4 - text.count % 4) % 4)
    }

    /// Standard alphabet; padding must be whole or absent. `nil` for anything else.
    package static func decode(_ text: String) -> [UInt8]? {
        var octets = Array(text.utf8)[...]
        if octets.last == UInt8(ascii: "=") {
            guard octets.count % 4 == 0 else { return nil }
            octets = octets.dropLast()
            if octets.last == UInt8(ascii: "=") { octets = octets.dropLast() }
        }
        return decode(octets, values: values)
    }

    static func reversed(_ alphabet: [UInt8]) -> [UInt8] {
        var values = [UInt8](repeating: 0xff, count: 256)
        for (value, character) in alphabet.enumerated() {
            values[Int(character)] = UInt8(value)
        }
        return values
    }

    /// Appends the encoding without padding. Tokens are built with it, so it works three octets at a time on plain
    /// arrays: a version for any collection cost ten times as much, and one that appends each character four times.
    static func append(_ octets: [UInt8], to text: inout [UInt8], alphabet: [UInt8]) {
        let count = (octets.count * 4 + 2) / 3
        text += [UInt8](unsafeUninitializedCapacity: count) { room, written in
            var (from, to) = (0, 0)
            while from + 3 <= octets.count {
                let bits = Int(octets[from]) << 16 | Int(octets[from + 1]) << 8 | Int(octets[from + 2])
                room[to] = alphabet[bits >> 18]
                room[to + 1] = alphabet[bits >> 12 & 63]
                room[to + 2] = alphabet[bits >> 6 & 63]
                room[to + 3] = alphabet[bits & 63]
                (from, to) = (from + 3, to + 4)
            }
            if from < octets.count {
                let hasSecond = from + 1 < octets.count
                let bits = Int(octets[from]) << 16 | (hasSecond ? Int(octets[from + 1]) << 8 : 0)
                room[to] = alphabet[bits >> 18]
                room[to + 1] = alphabet[bits >> 12 & 63]
                if hasSecond { room[to + 2] = alphabet[bits >> 6 & 63] }
            }
            written = count
        }
    }

    static func decode(_ text: ArraySlice<UInt8>, values: [UInt8]) -> [UInt8]? {
        guard text.count % 4 != 1 else { return nil }
        var octets: [UInt8] = []
        octets.reserveCapacity(text.count * 3 / 4)
        var bits: UInt32 = 0
        var count: UInt32 = 0
        for character in text {
            let value = values[Int(character)]
            guard value != 0xff else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                octets.append(UInt8(truncatingIfNeeded: bits >> count))
            }
        }
        let leftOver = bits & ((1 << count) - 1)
        return leftOver == 0 ? octets : nil
    }
}
