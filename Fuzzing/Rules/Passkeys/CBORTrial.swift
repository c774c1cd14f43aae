import OAuthProtocol
import WebAuthn

/// Reads octets as CBOR and as a COSE_Key, and says what must be true of what was read.
enum CBORTrial {
    static func judge(_ octets: [UInt8]) {
        if let (item, count) = try? CBORParser.parsePrefix(of: octets[...]) {
            mustHold((1...octets.count).contains(count), "an item has \(count) octets of \(octets.count)")
            mustHold(written(item) == Array(octets.prefix(count)), "CBOR is written in two ways")
            mustHold((try? CBORParser.parse(Array(octets.prefix(count)))) == item, "CBOR reads back as something else")
            mustHold(((try? CBORParser.parse(octets)) != nil) == (count == octets.count), "octets were left over")
        }
        if let key = Passkeys.reading({ () throws(WebAuthnError) in try COSEKey(octets: octets) }) {
            mustHold(COSEAlgorithm.allCases.contains(key.algorithm), "a key is of no algorithm")
            _ = key.verifies(octets, of: octets)
            mustHold(!key.verifies([], of: octets), "a key verifies nothing")
        }
    }

    /// The one encoding that an item has, but for the order of keys, which is kept.
    private static func written(_ item: CBOR) -> [UInt8] {
        switch item {
        case .unsigned(let number): head(0, number)
        case .negative(let number): head(1, number)
        case .bytes(let octets): head(2, UInt64(octets.count)) + octets
        case .text(let text): head(3, UInt64(text.description.utf8.count)) + text.description.utf8
        case .array(let elements): head(4, UInt64(elements.count)) + elements.flatMap(written)
        case .map(let map):
            head(5, UInt64(map.entries.count)) + map.entries.flatMap { written($0.key) + written($0.value) }
        case .bool(let value): [value ? 0xf5 : 0xf4]
        case .null: [0xf6]
        }
    }

    private static func head(_ type: UInt8, _ number: UInt64) -> [UInt8] {
        let lengths: [(most: UInt64, information: UInt8, count: UInt64)] = [
            (0xff, 24, 1), (0xffff, 25, 2), (0xffff_ffff, 26, 4), (.max, 27, 8),
        ]
        guard number >= 24, let length = lengths.first(where: { number <= $0.most }) else {
            return [type << 5 | UInt8(truncatingIfNeeded: number)]
        }
        return [type << 5 | length.information]
            + (0..<length.count).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
}
