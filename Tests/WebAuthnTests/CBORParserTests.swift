import OAuthProtocol
import Testing
import WebAuthn

@Suite struct CBORParserTests {
    /// RFC 8949 appendix A, as far as we accept it.
    @Test(
        arguments: [
            ([0x00], .unsigned(0)), ([0x17], .unsigned(23)), ([0x18, 0x18], .unsigned(24)),
            ([0x19, 0x03, 0xe8], .unsigned(1000)), ([0x1a, 0x00, 0x0f, 0x42, 0x40], .unsigned(1_000_000)),
            ([0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], .unsigned(.max)), ([0x20], .integer(-1)),
            ([0x39, 0x03, 0xe7], .integer(-1000)),
            ([0x3b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], .negative(.max)), ([0x40], .bytes([])),
            ([0x44, 1, 2, 3, 4], .bytes([1, 2, 3, 4])), ([0x60], .text("")), ([0x62, 0xc3, 0xbc], .text("ü")),
            ([0x63, 0xe6, 0xb0, 0xb4], .text("水")), ([0x80], .array([])),
            ([0x82, 1, 2], .array([.integer(1), .integer(2)])),
            ([0xa0], .map(CBORMap())), ([0xf4], .bool(false)), ([0xf5], .bool(true)), ([0xf6], .null),
        ] as [([UInt8], CBOR)])
    func `an item of a kind that we know is read`(octets: [UInt8], item: CBOR) throws {
        #expect(try CBORParser.parse(octets) == item)
        let (prefix, count) = try CBORParser.parsePrefix(of: (octets + [0xff])[...])
        #expect(prefix == item && count == octets.count)
        #expect(throws: CBORError.leftOver) { try CBORParser.parse(octets + [0]) }
        for length in 0..<octets.count {
            #expect(throws: CBORError.truncated) { try CBORParser.parse(Array(octets.prefix(length))) }
        }
    }

    @Test(
        arguments: [
            [0x18, 0x17], [0x19, 0x00, 0xff], [0x1a, 0x00, 0x00, 0xff, 0xff],
            [0x1b, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff],
            [0x38, 0x00], [0x58, 0x00], [0x59, 0x00, 0x01, 0x61], [0x78, 0x01, 0x61], [0x98, 0x00], [0xb8, 0x00],
        ] as [[UInt8]])
    func `a number that is longer than it need be is refused`(octets: [UInt8]) {
        #expect(throws: CBORError.notShortest) { try CBORParser.parse(octets) }
    }

    @Test(
        arguments: [
            [0x5f, 0x41, 0x61, 0xff], [0x7f, 0x61, 0x61, 0xff], [0x9f, 0xff], [0xbf, 0xff], [0xff], [0x1f], [0x3f],
            [0x1c],
            [0x5d], [0xc0, 0x60], [0xd8, 0x20, 0x60], [0xf9, 0x00, 0x00], [0xfa, 0, 0, 0, 0],
            [0xfb, 0, 0, 0, 0, 0, 0, 0, 0],
            [0xf7], [0xf0], [0xf8, 0x14], [0xf8, 0xff], [0xe0],
        ] as [[UInt8]])
    func `indefinite lengths, tags, fractions and other simple values are refused`(octets: [UInt8]) {
        #expect(throws: CBORError.unsupported) { try CBORParser.parse(octets) }
    }

    @Test(
        arguments: [[0x61, 0x80], [0x62, 0xc0, 0x80], [0x63, 0xed, 0xa0, 0x80], [0x64, 0xf5, 0x80, 0x80, 0x80]]
            as [[UInt8]])
    func `a text that is not UTF-8 is refused`(octets: [UInt8]) {
        #expect(throws: CBORError.notUTF8) { try CBORParser.parse(octets) }
    }

    @Test(
        arguments: [
            [0xa2, 1, 2, 1, 3], [0xa2, 0x20, 2, 0x20, 3], [0xa2, 0x61, 0x61, 2, 0x61, 0x61, 3],
            [0xa3, 1, 2, 2, 3, 1, 4],
            [0xa1, 0x61, 0x61, 0xa2, 1, 2, 1, 2],
        ] as [[UInt8]])
    func `a map with a key twice is refused`(octets: [UInt8]) {
        #expect(throws: CBORError.duplicateKey) { try CBORParser.parse(octets) }
    }

    /// U+00E9, and e with an accent of its own: equal strings in Swift, and two keys here.
    @Test func `keys are compared as octets`() throws {
        let map = try #require(
            CBORParser.parse([0xa2, 0x62, 0xc3, 0xa9, 1, 0x63, 0x65, 0xcc, 0x81, 2]).map)
        #expect(map["\u{e9}"] == .integer(1))
        #expect(map["e\u{301}"] == .integer(2))
    }

    @Test func `the order of keys is not looked at`() throws {
        let map = try #require(CBORParser.parse([0xa3, 0x61, 0x61, 1, 0x20, 2, 0x01, 3]).map)
        #expect(map["a"] == .integer(1) && map[-1] == .integer(2) && map[1] == .integer(3) && map[2] == nil)
    }

    @Test(
        arguments: [[0xa1, 0x41, 0x61, 1], [0xa1, 0x80, 1], [0xa1, 0xa0, 1], [0xa1, 0xf5, 1], [0xa1, 0xf6, 1]]
            as [[UInt8]])
    func `a key that is neither number nor text is refused`(octets: [UInt8]) {
        #expect(throws: CBORError.badKey) { try CBORParser.parse(octets) }
    }

    @Test func `four arrays in one another are read and five are not`() throws {
        _ = try CBORParser.parse([0x81, 0x81, 0x81, 0x80])
        #expect(throws: CBORError.tooDeep) { try CBORParser.parse([0x81, 0x81, 0x81, 0x81, 0x80]) }
        _ = try CBORParser.parse([0xa1, 1, 0xa1, 1, 0xa1, 1, 0xa0])
        #expect(throws: CBORError.tooDeep) { try CBORParser.parse([0xa1, 1, 0xa1, 1, 0xa1, 1, 0xa1, 1, 0xa0]) }
        #expect(throws: CBORError.tooDeep) { try CBORParser.parse([UInt8](repeating: 0x81, count: 60_000)) }
        #expect(throws: CBORError.tooDeep) { try CBORParser.parse([UInt8](repeating: 0xa1, count: 60_000)) }
    }

    @Test(arguments: 2...5 as ClosedRange<UInt8>)
    func `a length that nobody sent is refused`(type: UInt8) {
        for number in [1, 23, 24, 0xffff, 0xffff_ffff, UInt64(Int64.max), UInt64(Int64.max) + 1, .max] {
            #expect(throws: CBORError.truncated) { try CBORParser.parse(CBOREncoding.head(type, number)) }
        }
    }

    @Test func `more than 64 KiB are refused`() throws {
        let longest = CBOREncoding.bytes([UInt8](repeating: 0, count: CBORParser.longest - 5))
        #expect(longest.count == CBORParser.longest - 2)
        _ = try CBORParser.parse(longest)
        let array = CBOREncoding.array([[UInt8]](repeating: [0], count: 65_533))
        #expect(try CBORParser.parse(array) == .array([CBOR](repeating: .integer(0), count: 65_533)))
        #expect(throws: CBORError.tooLong) { try CBORParser.parse(longest + [0, 0, 0]) }
        #expect(throws: CBORError.tooLong) { try CBORParser.parse([UInt8](repeating: 0, count: 65_537)) }
    }

    @Test(arguments: [0, 1, 23, 24, 255, 256, 65_535, 65_536, .max, -1, -24, -25, -256, -257, .min] as [Int64])
    func `a whole number is read as it was written`(number: Int64) throws {
        let item = try CBORParser.parse(CBOREncoding.integer(number))
        #expect(item == .integer(number) && item.integer == number)
    }

    @Test func `a number of more than 64 bits is none`() {
        #expect(CBOR.unsigned(UInt64(Int64.max) + 1).integer == nil)
        #expect(CBOR.negative(UInt64(Int64.max) + 1).integer == nil)
    }
}
