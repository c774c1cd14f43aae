/// Writes CBOR as authenticators do (CTAP 2.1 §8), from parts that may be wrong.
enum CBOREncoding {
    static func head(_ type: UInt8, _ number: UInt64) -> [UInt8] {
        switch number {
        case 0..<24: [type << 5 | UInt8(number)]
        case 24...0xff: [type << 5 | 24, UInt8(number)]
        case 0x100...0xffff: [type << 5 | 25] + octets(number, 2)
        case 0x1_0000...0xffff_ffff: [type << 5 | 26] + octets(number, 4)
        default: [type << 5 | 27] + octets(number, 8)
        }
    }

    static func integer(_ number: Int64) -> [UInt8] {
        number < 0 ? head(1, UInt64(bitPattern: ~number)) : head(0, UInt64(number))
    }

    static func bytes(_ octets: [UInt8]) -> [UInt8] { head(2, UInt64(octets.count)) + octets }
    static func text(_ text: String) -> [UInt8] { head(3, UInt64(text.utf8.count)) + text.utf8 }
    static func array(_ items: [[UInt8]]) -> [UInt8] { head(4, UInt64(items.count)) + items.joined() }

    static func map(_ entries: [(key: [UInt8], value: [UInt8])]) -> [UInt8] {
        head(5, UInt64(entries.count)) + entries.flatMap { $0.key + $0.value }
    }

    /// A number in network byte order.
    static func octets(_ number: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64(count - 1 - $0))) }
    }
}
