import OAuthProtocol

/// A strict CBOR reader (RFC 8949 §4.2, CTAP 2.1 §8): shortest numbers, definite lengths, distinct keys, no tags and no
/// floating-point numbers, so that a value has one encoding but for the order of keys. That order is not looked at,
/// since some authenticators do not keep to it.
package struct CBORParser {
    /// Octets of one input.
    package static let longest = 65_536
    /// Arrays and maps in one another: an attestation object, its statement, a chain of certificates, and one to spare.
    package static let nesting = 4

    private var rest: ArraySlice<UInt8>

    /// Reads one data item and nothing after it.
    ///
    /// - Throws: `CBORError` saying why it is not CBOR that we accept.
    package static func parse(_ octets: [UInt8]) throws(CBORError) -> CBOR {
        let (item, count) = try parsePrefix(of: octets[...])
        guard count == octets.count else { throw .leftOver }
        return item
    }

    /// Reads the data item that octets begin with.
    ///
    /// - Returns: the item, and how many octets it is written with.
    /// - Throws: `CBORError` saying why it is not CBOR that we accept.
    package static func parsePrefix(of octets: ArraySlice<UInt8>) throws(CBORError) -> (item: CBOR, count: Int) {
        guard octets.count <= longest else { throw .tooLong }
        var parser = CBORParser(rest: octets)
        let item = try parser.item(depth: 0)
        return (item, octets.count - parser.rest.count)
    }

    /// - `depth`: how many arrays and maps the item lies in.
    private mutating func item(depth: Int) throws(CBORError) -> CBOR {
        let (type, information) = try initial()
        switch type {
        case 0: return .unsigned(try argument(information))
        case 1: return .negative(try argument(information))
        case 2: return .bytes(Array(try string(information)))
        case 3:
            guard let text = String(utf8: try string(information)) else { throw .notUTF8 }
            return .text(text.octets)
        case 4: return .array(try array(of: try count(information), depth: depth + 1))
        case 5: return .map(try map(of: try count(information), depth: depth + 1))
        case 7: return try simple(information)
        default: throw .unsupported
        }
    }

    /// The major type of an item, and what its first octet says beside (RFC 8949 §3).
    private mutating func initial() throws(CBORError) -> (type: UInt8, information: UInt8) {
        guard let octet = rest.popFirst() else { throw .truncated }
        return (octet >> 5, octet & 0x1f)
    }

    private mutating func argument(_ information: UInt8) throws(CBORError) -> UInt64 {
        guard information >= 24 else { return UInt64(information) }
        guard information < 28 else { throw .unsupported }
        let octets = try take(1 << Int(information - 24))
        let number = octets.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        // The least number that does not fit into the next shorter encoding.
        let least: [UInt64] = [24, 0x100, 0x1_0000, 0x1_0000_0000]
        guard number >= least[Int(information - 24)] else { throw .notShortest }
        return number
    }

    /// A number of octets or items. Each takes an octet at least, so there are no more than octets left.
    private mutating func count(_ information: UInt8) throws(CBORError) -> Int {
        let number = try argument(information)
        guard let count = Int(exactly: number), count <= rest.count else { throw .truncated }
        return count
    }

    private mutating func string(_ information: UInt8) throws(CBORError) -> ArraySlice<UInt8> {
        try take(try count(information))
    }

    private mutating func take(_ count: Int) throws(CBORError) -> ArraySlice<UInt8> {
        let part = rest.prefix(count)
        guard part.count == count else { throw .truncated }
        rest = rest.dropFirst(count)
        return part
    }

    private mutating func array(of count: Int, depth: Int) throws(CBORError) -> [CBOR] {
        guard depth <= Self.nesting else { throw .tooDeep }
        var elements: [CBOR] = []
        for _ in 0..<count { elements.append(try item(depth: depth)) }
        return elements
    }

    private mutating func map(of count: Int, depth: Int) throws(CBORError) -> CBORMap {
        guard depth <= Self.nesting else { throw .tooDeep }
        var map = CBORMap()
        var keys = Set<CBOR>()
        for _ in 0..<count {
            let key = try item(depth: depth)
            switch key {
            case .unsigned, .negative, .text: break
            default: throw .badKey
            }
            guard keys.insert(key).inserted else { throw .duplicateKey }
            map.append(key, try item(depth: depth))
        }
        return map
    }

    private func simple(_ information: UInt8) throws(CBORError) -> CBOR {
        switch information {
        case 20: return .bool(false)
        case 21: return .bool(true)
        case 22: return .null
        default: throw .unsupported
        }
    }
}
