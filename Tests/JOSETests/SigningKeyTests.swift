import JOSE
import OAuthProtocol
import Testing

@Suite struct SigningKeyTests {
    static let payload = Array(#"{"iss":"http://localhost:8080","sub":"8"}"#.utf8)

    @Test(arguments: SignatureAlgorithm.allCases)
    func `a signed token verifies with the published key and with no other`(algorithm: SignatureAlgorithm) throws {
        let key = try SigningKey.generate(algorithm)
        let token = try CompactJWS(String(decoding: key.sign(Self.payload, type: "at+jwt"), as: UTF8.self))
        #expect(token.algorithm == algorithm.rawValue && token.keyID == key.id && token.type == "at+jwt")
        #expect(token.payload == Self.payload)
        #expect(token.isSigned(by: try PublicKey(jwk: key.publicJWK)))
        #expect(token.isSigned(by: key.publicKey))
        #expect(!token.isSigned(by: try SigningKey.generate(.es256).publicKey))
        #expect(!token.isSigned(by: try PublicKey(jwk: Vectors.rs256Key)))
    }

    @Test(arguments: SignatureAlgorithm.allCases)
    func `a key that was written reads back as the same key`(algorithm: SignatureAlgorithm) throws {
        let key = try SigningKey.generate(algorithm)
        let again = try SigningKey(serialized: key.serialized, algorithm: algorithm)
        #expect(again.id == key.id && again.publicJWK == key.publicJWK)
        let token = try CompactJWS(String(decoding: again.sign(Self.payload, type: "JWT"), as: UTF8.self))
        #expect(token.isSigned(by: key.publicKey))
    }

    @Test func `a key for ES256 publishes what a verifier needs and nothing private`() throws {
        let scalar = try #require(Base64URL.decode(Vectors.es256Scalar))
        let key = try SigningKey(serialized: scalar, algorithm: .es256)
        let thumbprint = try KeyThumbprint.make(of: Vectors.es256Key)
        let expected = Vectors.es256Key.with("use", .string("sig")).with("alg", .string("ES256"))
            .with("kid", .string(thumbprint))
        #expect(key.publicJWK == expected)
        #expect(key.id == thumbprint)
    }

    @Test func `a key for RS256 has 2048 bits and the usual exponent`() throws {
        let key = try SigningKey.generate(.rs256)
        #expect(key.publicJWK.members.map(\.name).sorted() == ["alg", "e", "kid", "kty", "n", "use"])
        #expect(Base64URL.decode(key.publicJWK["n"]?.string ?? "")?.count == 256)
        #expect(key.publicJWK["e"] == .string("AQAB"))
        #expect(key.publicJWK["alg"] == .string("RS256"))
    }

    @Test func `a key for ML-DSA-65 is named as RFC 9964 says, and publishes no seed`() throws {
        let key = try SigningKey(serialized: [UInt8](repeating: 0, count: 32), algorithm: .mlDSA65)
        #expect(key.id == Vectors.mlDSA65Thumbprint)
        #expect(key.publicJWK.members.map(\.name).sorted() == ["alg", "kid", "kty", "pub", "use"])
        #expect(key.publicJWK["kty"] == .string("AKP"))
        #expect(Base64URL.decode(key.publicJWK["pub"]?.string ?? "")?.count == 1952)
    }

    @Test(arguments: [
        (SignatureAlgorithm.es256, 64), (.rs256, 256), (.ps256, 256), (.es384, 96), (.edDSA, 64), (.mlDSA65, 3309),
    ])
    func `a signature is as long as its algorithm says`(algorithm: SignatureAlgorithm, count: Int) throws {
        let key = try SigningKey.generate(algorithm)
        #expect(try CompactJWS(String(decoding: key.sign([], type: "JWT"), as: UTF8.self)).signature.count == count)
    }

    /// One RSA key, which could make both kinds of signature, makes and verifies only the one that it is for.
    @Test func `a key is its algorithm's alone`() throws {
        let pss = try SigningKey.generate(.ps256)
        let pkcs1 = try SigningKey(serialized: pss.serialized, algorithm: .rs256)
        for (key, other) in [(pss, pkcs1), (pkcs1, pss)] {
            let token = try CompactJWS(String(decoding: key.sign(Self.payload, type: "JWT"), as: UTF8.self))
            #expect(token.isSigned(by: key.publicKey) && !token.isSigned(by: other.publicKey))
            #expect(
                !other.publicKey.verifies(
                    token.signature, of: token.signingInput, algorithm: other.algorithm.rawValue))
        }
    }

    @Test(arguments: ["at+jwt", "JWT", "logout+jwt"] as [StaticString])
    func `the header names algorithm, key and type`(type: StaticString) throws {
        let key = try SigningKey.generate(.es256)
        let token = String(decoding: try key.sign(Self.payload, type: type), as: UTF8.self)
        let header = try #require(Base64URL.decode(token.prefix { $0 != "." }))
        #expect(String(decoding: header, as: UTF8.self) == #"{"alg":"ES256","kid":"\#(key.id)","typ":"\#(type)"}"#)
        #expect(try CompactJWS(token).signature.count == 64)
    }

    @Test(arguments: 0...8) func `payloads of every length modulo three come back whole`(length: Int) throws {
        let key = try SigningKey.generate(.es256)
        let payload = (0..<length).map { UInt8(255 - $0) }
        let token = try CompactJWS(String(decoding: key.sign(payload, type: "JWT"), as: UTF8.self))
        #expect(token.payload == payload && token.isSigned(by: key.publicKey))
    }

    @Test(arguments: SignatureAlgorithm.allCases)
    func `octets that are no key are refused`(algorithm: SignatureAlgorithm) {
        var bad: [[UInt8]] = [[], [0], [UInt8](repeating: 0, count: 31), [UInt8](repeating: 0xff, count: 33)]
        // Any 32 octets are a seed.
        if algorithm != .edDSA && algorithm != .mlDSA65 {
            bad += [[UInt8](repeating: 0, count: 32), [UInt8](repeating: 0xff, count: 32)]
        }
        bad.append([UInt8](repeating: 0xff, count: 48))
        for octets in bad {
            #expect(throws: JOSEError.badKey) { try SigningKey(serialized: octets, algorithm: algorithm) }
        }
    }

    @Test func `no description shows the private part`() throws {
        let scalar = try #require(Base64URL.decode(Vectors.es256Scalar))
        let key = try SigningKey(serialized: scalar, algorithm: .es256)
        var dumped = ""
        dump(key, to: &dumped)
        #expect("\(key)" == "ES256 \(key.id)")
        #expect(!dumped.contains("rivate") && !String(reflecting: key).contains("rivate"))
    }

    @Test func `a key made aside is a key like any other`() async throws {
        let key = try await SigningKey.generateAside(.es256)
        let token = try CompactJWS(String(decoding: key.sign(Self.payload, type: "JWT"), as: UTF8.self))
        #expect(token.isSigned(by: key.publicKey))
    }
}
