import OAuthProtocol
import StorageTesting
import Testing

@Suite struct PercentEncodingTests {
    @Test func `only unreserved characters stay as they are`() {
        #expect(PercentEncoding.encode("aZ09-._~") == "aZ09-._~")
        #expect(PercentEncoding.query([("a b", "+&="), ("c", " é")]) == "a+b=%2B%26%3D&c=+%C3%A9")
        #expect(PercentEncoding.query([]) == "")
        #expect(PercentEncoding.encode(" +&=/?#%é") == "%20%2B%26%3D%2F%3F%23%25%C3%A9")
    }

    @Test func `a plus is a space in a form and a plus elsewhere`() {
        #expect(PercentEncoding.decode("a+b%2B".utf8, form: true) == "a b+")
        #expect(PercentEncoding.decode("a+b%2B".utf8, form: false) == "a+b+")
    }

    @Test(arguments: ["%", "%4", "%zz", "%4g", "a%", "%%41", "% 41", "%ff", "%c3", "%c0%af", "%ed%a0%80"])
    func `a broken escape, or one that is not UTF-8, is refused`(text: String) {
        #expect(PercentEncoding.decode(text.utf8, form: true) == nil)
    }

    @Test func `what is decoded once is not decoded again`() {
        #expect(PercentEncoding.decode("%2525".utf8, form: true) == "%25")
    }

    @Test func `any text comes back`() {
        var chance = SeededGenerator(seed: 3986)
        for _ in 0..<300 {
            let text = String(decoding: chance.octets(chance.number(below: 40)), as: UTF8.self)
            #expect(PercentEncoding.decode(PercentEncoding.encode(text).utf8, form: true) == text)
            #expect(PercentEncoding.decode(PercentEncoding.encode(text).utf8, form: false) == text)
        }
    }
}
