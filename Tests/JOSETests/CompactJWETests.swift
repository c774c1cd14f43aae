import JOSE
import OAuthProtocol
import Testing

/// RFC 7516, for the algorithms of RFC 7518 §4.3, §4.6, §5.2 and §5.3.
@Suite struct CompactJWETests {
    struct Reader: CustomTestStringConvertible {
        let name: String
        let jwk: JSONObject

        var testDescription: String { name }

        var algorithms: [KeyManagementAlgorithm] {
            name == "rsa" ? KeyManagementAlgorithm.encrypting : KeyManagementAlgorithm.agreeing
        }
        var usual: KeyManagementAlgorithm { name == "rsa" ? .rsaOAEP256 : .ecdhES }

        func encrypt(
            _ text: String = "secret", _ encryption: ContentEncryption = .a256GCM,
            by algorithm: KeyManagementAlgorithm? = nil, contentType: String? = "JWT"
        ) throws -> String {
            let token = try CompactJWE.encrypt(
                Array(text.utf8), to: EncryptionKey(jwk: jwk), algorithm: algorithm ?? usual, encryption: encryption,
                contentType: contentType)
            return String(decoding: token, as: UTF8.self)
        }

        func open(_ token: String) throws -> String {
            String(decoding: try CompactJWE(token).decrypt(with: DecryptionKey(jwk: jwk)), as: UTF8.self)
        }
    }

    static let readers = IndependentVectors.encrypted.map { vector in
        Reader(name: vector.reader, jwk: (try? JSONObject(text: vector.key)) ?? [:])
    }
    static let agreeing = readers.filter { $0.name != "rsa" }

    @Test(arguments: readers, ContentEncryption.allCases)
    func `what is encrypted opens again`(reader: Reader, encryption: ContentEncryption) throws {
        for algorithm in reader.algorithms {
            for text in ["", "a", String(repeating: "x", count: 16), String(repeating: "ä", count: 2000)] {
                let token = try reader.encrypt(text, encryption, by: algorithm)
                let parsed = try CompactJWE(token)
                #expect(parsed.encryption == encryption && parsed.algorithm == algorithm)
                #expect(try reader.open(token) == text)
            }
        }
    }

    @Test func `the header says how to read it, to whom it is addressed and what is inside`() throws {
        let reader = try #require(Self.readers.first { $0.name == "x25519" })
        let named = Reader(name: "named", jwk: reader.jwk.with("kid", .string("a")))
        let header = try JSONObject(text: decoded(named.encrypt("x", .a128GCM), part: 0))
        #expect(header.members.map(\.name) == ["alg", "enc", "kid", "cty", "epk"])
        #expect(header["alg"] == .string("ECDH-ES") && header["enc"] == .string("A128GCM"))
        #expect(header["kid"] == .string("a") && header["cty"] == .string("JWT"))
        #expect(header["epk"]?.object?.members.map(\.name) == ["kty", "crv", "x"])
        let plain = try JSONObject(text: decoded(reader.encrypt("x", contentType: nil), part: 0))
        #expect(plain["kid"] == nil && plain["cty"] == nil)
    }

    @Test(arguments: readers) func `nothing of one token comes back in the next`(reader: Reader) throws {
        let tokens = try (0..<3).map { _ in try reader.encrypt().split(separator: ".", omittingEmptySubsequences: false)
        }
        let isAgreed = reader.name != "rsa"
        // An agreement has a fresh key in the header and no encrypted one; the other way round for RSA.
        for part in [isAgreed ? 0 : 1, 2, 3, 4] {
            #expect(Set(tokens.map { $0[part] }).count == 3, "part \(part)")
        }
        #expect(tokens.allSatisfy { $0[1].isEmpty == isAgreed })
    }

    /// The last character of a part may carry bits that must be zero, so it is flipped in what it decodes to.
    @Test(arguments: readers, ContentEncryption.allCases)
    func `a token with a bit flipped in any of its parts opens nothing`(
        reader: Reader, encryption: ContentEncryption
    ) throws {
        let key = try DecryptionKey(jwk: reader.jwk)
        // An algorithm that wraps a key, where there is one, so that there is one more part to change.
        let algorithm = reader.algorithms.last
        let parts = try reader.encrypt("secret", encryption, by: algorithm)
            .split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        for (index, part) in parts.enumerated() {
            let octets = try #require(Base64URL.decode(part))
            for at in Set([0, octets.count / 3, octets.count / 2, octets.count - 1]) where octets.indices.contains(at) {
                for bit in 0..<8 {
                    var changed = octets
                    changed[at] ^= 1 << bit
                    var others = parts
                    others[index] = Base64URL.encode(changed)
                    #expect(throws: JOSEError.self, "bit \(bit) of octet \(at) of part \(index)") {
                        try CompactJWE(others.joined(separator: ".")).decrypt(with: key)
                    }
                }
            }
        }
        #expect(try reader.open(parts.joined(separator: ".")) == "secret")
    }

    @Test(arguments: [
        #""zip":"DEF""#, #""crit":["exp"]"#, #""crit":[]"#, #""jku":"https://attacker.example/keys""#,
        #""x5u":"https://attacker.example/certificate""#, #""jwk":{}"#, #""b64":false"#,
    ])
    func `a header that would change how the token is read is refused`(member: String) {
        #expect(throws: JOSEError.unsupported) {
            try CompactJWE(sealed(header: #"{"alg":"RSA-OAEP-256","enc":"A128GCM",\#(member)}"#))
        }
    }

    @Test(arguments: [
        ("RSA-OAEP-512", "A256GCM"), ("RSA1_5", "A256GCM"), ("dir", "A256GCM"), ("none", "A256GCM"),
        ("ECDH-ES+A192KW", "A256GCM"), ("A128KW", "A128GCM"), ("PBES2-HS256+A128KW", "A128GCM"),
        ("ECDH-ES", "A192CBC-HS384"), ("ECDH-ES", "A128CBC"), ("ECDH-ES", "A192GCM"), ("ECDH-ES", ""),
        ("ecdh-es", "A128GCM"),
        ("RS256", "none"),
    ])
    func `an algorithm that we do not take is refused before anything is tried`(alg: String, enc: String) {
        #expect(throws: JOSEError.unsupported) {
            try CompactJWE(sealed(header: #"{"alg":"\#(alg)","enc":"\#(enc)","p2c":2147483647,"p2s":"AAAA"}"#))
        }
    }

    @Test(arguments: [
        #"{"alg":"ECDH-ES"}"#, #"{"enc":"A128GCM"}"#, #"{"alg":"ECDH-ES","enc":5}"#,
        #"{"alg":"ECDH-ES","alg":"ECDH-ES","enc":"A128GCM"}"#, #"{"alg":"ECDH-ES","enc":"A128GCM","enc":"A256GCM"}"#,
        #"{"alg":"ECDH-ES","enc":"A128GCM","kid":1}"#, #"{"alg":"ECDH-ES","enc":"A128GCM","cty":null}"#,
        #"{"alg":"ECDH-ES","enc":"A128GCM"}x"#, "[]", "",
    ])
    func `a header that two readers could read differently is malformed`(header: String) {
        #expect(throws: JOSEError.malformed) { try CompactJWE(sealed(header: header)) }
    }

    @Test func `a nonce or tag of another length is malformed`() {
        for encryption in ContentEncryption.allCases {
            let header = #"{"alg":"ECDH-ES","enc":"\#(encryption.rawValue)"}"#
            let (nonce, tag) = (encryption.nonceLength, encryption.tagLength)
            #expect(throws: Never.self) { try CompactJWE(sealed(header: header, nonce: nonce, tag: tag)) }
            for count in [0, 1, 8, 11, 12, 13, 15, 16, 17, 32] where count != nonce {
                #expect(throws: JOSEError.malformed) { try CompactJWE(sealed(header: header, nonce: count, tag: tag)) }
            }
            for count in [0, 4, 12, 15, 16, 17, 31, 32, 33, 64] where count != tag {
                #expect(throws: JOSEError.malformed) {
                    try CompactJWE(sealed(header: header, nonce: nonce, tag: count))
                }
            }
        }
    }

    @Test(arguments: readers) func `base64url that an encoder would not write is malformed`(reader: Reader) throws {
        let parts = try reader.encrypt("1234567").split(separator: ".", omittingEmptySubsequences: false).map(
            String.init)
        for index in parts.indices {
            for change in ["=", " ", "\n", "A==", "*"] {
                var others = parts
                others[index] += change
                #expect(throws: JOSEError.malformed) { try CompactJWE(others.joined(separator: ".")) }
            }
        }
        // 16 octets end in a character of which four bits must be zero.
        let tag = try #require(parts.last)
        let bad = tag.dropLast() + (["A", "Q", "g", "w"].contains(tag.suffix(1)) ? "B" : "A")
        #expect(throws: JOSEError.malformed) { try CompactJWE(parts.dropLast().joined(separator: ".") + "." + bad) }
    }

    @Test(arguments: ["", "....", ".....", "a.b.c.d.e", "e30.e30.e30"])
    func `anything but five whole parts is malformed`(text: String) {
        #expect(throws: JOSEError.malformed) { try CompactJWE(text) }
    }

    @Test func `a signed token is no encrypted one, and the other way round`() throws {
        #expect(throws: JOSEError.malformed) { try CompactJWE(Vectors.es256Token) }
        let encrypted = try Self.readers[0].encrypt()
        #expect(throws: JOSEError.malformed) { try CompactJWS(encrypted) }
    }

    private func decoded(_ token: String, part: Int) throws -> String {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        return String(decoding: try #require(Base64URL.decode(parts[part])), as: UTF8.self)
    }
}

/// An encrypted token put together by hand, as an attacker would.
func sealed(header: String, key: [UInt8] = [], nonce: Int = 12, content: [UInt8] = [1, 2, 3], tag: Int = 16) -> String {
    [Array(header.utf8), key, [UInt8](repeating: 1, count: nonce), content, [UInt8](repeating: 1, count: tag)]
        .map { Base64URL.encode($0) }.joined(separator: ".")
}
