import OAuthProtocol
import StorageTesting
import Testing

@Suite struct JSONWriterTests {
    @Test func `an absent member is omitted and never null`() {
        var json = JSONWriter()
        json.open()
        json.member("a", nil as String?)
        json.member("b", 1 as Int64?)
        json.member("c", nil as JSONValue?)
        json.member("d", "x")
        json.close()
        #expect(String(decoding: json.octets, as: UTF8.self) == #"{"b":1,"d":"x"}"#)
    }

    @Test func `a text is inert wherever it is shown`() {
        let octets = JSONValue.string("</script>\"\\\u{1}\n\u{2028}").octets
        #expect(String(decoding: octets, as: UTF8.self) == "\"\\u003c/script>\\\"\\\\\\u0001\\n\u{2028}\"")
    }

    @Test func `what is written is read back as it was`() throws {
        var chance = SeededGenerator(seed: 8259)
        for _ in 0..<500 {
            let value = Self.value(&chance, depth: 0)
            #expect(try JSONParser.parse(value.octets) == value)
        }
    }

    private static func value(_ chance: inout SeededGenerator, depth: Int) -> JSONValue {
        switch chance.number(below: depth < 4 ? 6 : 4) {
        case 0: return .null
        case 1: return .bool(chance.number(below: 2) == 0)
        case 2: return .integer(Int64(bitPattern: chance.next()))
        case 3: return .string(text(&chance))
        case 4: return .array((0..<chance.number(below: 4)).map { _ in value(&chance, depth: depth + 1) })
        default:
            var object = JSONObject()
            for _ in 0..<chance.number(below: 4) { object[text(&chance)] = value(&chance, depth: depth + 1) }
            return .object(object)
        }
    }

    private static func text(_ chance: inout SeededGenerator) -> String {
        let scalars = (0..<chance.number(below: 8)).compactMap { _ in
            Unicode.Scalar(UInt32(chance.number(below: chance.number(below: 2) == 0 ? 0x80 : 0x11_0000)))
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
