import JOSE
import OAuthProtocol
import Testing

@Suite struct SealingTests {
    private let key: DerivedKey
    private let secret = Array("the private part of a key".utf8)
    private let context = Array("ES256 kid".utf8)

    init() throws {
        key = try #require(MasterKey(octets: [UInt8](repeating: 1, count: 32))).derive("test")
    }

    @Test func `what was sealed opens with the same key and context`() throws {
        let sealed = key.seal(secret, bound: context)
        #expect(try key.open(sealed, bound: context) == secret)
        #expect(!sealed.elementsEqual(secret) && sealed.count == secret.count + 28)
        #expect(try key.open(key.seal([], bound: []), bound: []) == [])
    }

    @Test func `sealing twice gives different octets`() {
        #expect(key.seal(secret, bound: context) != key.seal(secret, bound: context))
    }

    @Test func `any flipped bit is noticed`() {
        let sealed = key.seal(secret, bound: context)
        for bit in 0..<sealed.count * 8 {
            var changed = sealed
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(throws: JOSEError.sealed) { try key.open(changed, bound: context) }
        }
    }

    @Test func `any other length is noticed`() {
        let sealed = key.seal(secret, bound: context)
        for count in 0..<sealed.count {
            #expect(throws: JOSEError.sealed) { try key.open(Array(sealed.prefix(count)), bound: context) }
        }
        #expect(throws: JOSEError.sealed) { try key.open(sealed + [0], bound: context) }
    }

    @Test func `what is bound to one place does not open in another`() {
        let sealed = key.seal(secret, bound: context)
        #expect(throws: JOSEError.sealed) { try key.open(sealed, bound: []) }
        #expect(throws: JOSEError.sealed) { try key.open(sealed, bound: Array("ES256 other".utf8)) }
    }

    @Test func `a code depends on every octet of the message`() {
        #expect(key.mac(secret).count == 32)
        #expect(key.mac(secret) == key.mac(secret))
        #expect(key.mac(secret) != key.mac(Array(secret.dropLast())))
        #expect(key.mac(secret) != key.mac(secret + [0]))
    }
}
