/// Base64url (RFC 7515 §2) written straight into a token that is being built: signing is the hot path, and of the general
/// encoder, which takes any collection, ten times the cost was measured here.
enum Base64URLText {
    private static let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

    /// Appends the encoding of `octets`, without padding.
    static func append(_ octets: [UInt8], to text: inout [UInt8]) {
        let start = text.count
        text.append(contentsOf: repeatElement(0, count: (octets.count * 4 + 2) / 3))
        let source = octets.span
        var target = text.mutableSpan
        alphabet.withUTF8Buffer { alphabet in
            var read = 0
            var write = start
            while read + 3 <= source.count {
                let bits = Int(source[read]) << 16 | Int(source[read + 1]) << 8 | Int(source[read + 2])
                target[write] = alphabet[bits >> 18]
                target[write + 1] = alphabet[bits >> 12 & 63]
                target[write + 2] = alphabet[bits >> 6 & 63]
                target[write + 3] = alphabet[bits & 63]
                read += 3
                write += 4
            }
            guard read < source.count else { return }
            let second = read + 1 < source.count ? Int(source[read + 1]) : nil
            let bits = Int(source[read]) << 16 | (second ?? 0) << 8
            target[write] = alphabet[bits >> 18]
            target[write + 1] = alphabet[bits >> 12 & 63]
            if second != nil { target[write + 2] = alphabet[bits >> 6 & 63] }
        }
    }
}
