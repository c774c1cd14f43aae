import Crypto
import OAuthProtocol
import Testing

@testable import JOSE

/// AES-CBC with HMAC (RFC 7518 §5.2), by the examples of its appendix B.
@Suite struct SealedContentTests {
    private static let text = """
        A cipher system must not be required to be secret, and it must be able to fall into the hands of the enemy \
        without inconvenience
        """
    private static let header = Array("The second principle of Auguste Kerckhoffs".utf8)
    private static let nonce = octets("1af38c2dc2b96ffdd86694092341bc04")
    private static let examples: [(encryption: ContentEncryption, ciphertext: [UInt8], tag: [UInt8])] = [
        (
            .a128CBCHS256,
            octets(
                "c80edfa32ddf39d5ef00c0b468834279a2e46a1b8049f792f76bfe54b903a9c9a94ac9b47ad2655c5f10f9aef71427e2"
                    + "fc6f9b3f399a221489f16362c703233609d45ac69864e3321cf82935ac4096c86e133314c54019e8ca7980dfa4b9cf1b"
                    + "384c486f3a54c51078158ee5d79de59fbd34d848b3d69550a67646344427ade54b8851ffb598f7f80074b9473c82e2db"
            ),
            octets("652c3fa36b0a7c5b3219fab3a30bc1c4")
        ),
        (
            .a256CBCHS512,
            octets(
                "4affaaadb78c31c5da4b1b590d10ffbd3dd8d5d302423526912da037ecbcc7bd822c301dd67c373bccb584ad3e9279c2"
                    + "e6d12a1374b77f077553df829410446b36ebd97066296ae6427ea75c2e0846a11a09ccf5370dc80bfecbad28c73f09b3"
                    + "a3b75e662a2594410ae496b2e2e6609e31e6e02cc837f053d21f37ff4f51950bbe2638d09dd7a4930930806d0703b1f6"
            ),
            octets("4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5")
        ),
    ]

    private static func octets(_ hexadecimal: String) -> [UInt8] {
        let digits = hexadecimal.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    private func key(_ encryption: ContentEncryption) -> SymmetricKey {
        SymmetricKey(data: (0..<encryption.keyLength).map { UInt8($0) })
    }

    @Test(arguments: [0, 1]) func `what is printed there opens`(number: Int) throws {
        let (encryption, ciphertext, tag) = Self.examples[number]
        let content = SealedContent(nonce: Self.nonce, ciphertext: ciphertext, tag: tag)
        let opened = try content.open(by: encryption, using: key(encryption), authenticating: Self.header)
        #expect(String(decoding: opened, as: UTF8.self) == Self.text)
    }

    @Test(arguments: [0, 1]) func `and nothing else does`(number: Int) throws {
        let (encryption, ciphertext, tag) = Self.examples[number]
        func changed(_ octets: [UInt8], at index: Int) -> [UInt8] {
            var octets = octets
            octets[index] ^= 1
            return octets
        }
        let last = ciphertext.count - 1
        for content in [
            SealedContent(nonce: changed(Self.nonce, at: 0), ciphertext: ciphertext, tag: tag),
            // Of the last block, so that the padding would be wrong too: the answer is the same.
            SealedContent(nonce: Self.nonce, ciphertext: changed(ciphertext, at: last), tag: tag),
            SealedContent(nonce: Self.nonce, ciphertext: Array(ciphertext.dropLast(16)), tag: tag),
            SealedContent(nonce: Self.nonce, ciphertext: [], tag: tag),
            SealedContent(nonce: Self.nonce, ciphertext: ciphertext, tag: changed(tag, at: tag.count - 1)),
        ] {
            #expect(throws: JOSEError.sealed) {
                try content.open(by: encryption, using: key(encryption), authenticating: Self.header)
            }
        }
        let good = SealedContent(nonce: Self.nonce, ciphertext: ciphertext, tag: tag)
        #expect(throws: JOSEError.sealed) {
            try good.open(by: encryption, using: key(encryption), authenticating: Self.header + [0])
        }
    }

    @Test(arguments: ContentEncryption.allCases)
    func `a key of another length than the algorithm's seals nothing`(encryption: ContentEncryption) {
        for count in [0, 16, 24, 32, 48, 64, 128] where count != encryption.keyLength {
            #expect(throws: JOSEError.badKey) {
                try SealedContent(
                    sealing: [1], by: encryption, using: SymmetricKey(data: [UInt8](repeating: 1, count: count)),
                    authenticating: [])
            }
        }
    }
}
