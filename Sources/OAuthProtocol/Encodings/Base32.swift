/// Base 32 without padding (RFC 4648 §6), as authenticator applications take secrets.
package enum Base32 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    package static func encode(_ octets: [UInt8]) -> String {
        var text: [UInt8] = []
        var (buffer, bits): (UInt16, Int) = (0, 0)
        for octet in octets {
            buffer = buffer << 8 | UInt16(octet)
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(alphabet[Int(buffer >> UInt16(bits) & 31)])
            }
            buffer &= 1 << UInt16(bits) - 1
        }
        if bits > 0 { text.append(alphabet[Int(buffer << UInt16(5 - bits) & 31)]) }
        return String(decoding: text, as: UTF8.self)
    }
}
