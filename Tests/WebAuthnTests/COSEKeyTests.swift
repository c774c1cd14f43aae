import Crypto
import OAuthProtocol
import Testing
import WebAuthn

@Suite struct COSEKeyTests {
    typealias Parameters = [(label: Int64, value: [UInt8])]

    private static let es256 = SoftAuthenticator.es256.parameters
    private static let edDSA = SoftAuthenticator.edDSA.parameters
    private static let rs256 = SoftAuthenticator.rs256.parameters

    /// The parameters with one changed, added or taken away.
    private static func with(_ label: Int64, _ value: [UInt8]?, _ parameters: Parameters) -> Parameters {
        var changed = parameters.filter { $0.label != label }
        if let value { changed.append((label, value)) }
        return changed
    }

    private func expect(_ error: WebAuthnError, _ parameters: Parameters, at place: SourceLocation = #_sourceLocation) {
        #expect(throws: error, sourceLocation: place) {
            try COSEKey(octets: SoftAuthenticator.coseKey(parameters))
        }
    }

    @Test(arguments: SoftAuthenticator.all)
    func `a key verifies what its private half signed, and nothing else`(authenticator: SoftAuthenticator) throws {
        let key = try COSEKey(octets: authenticator.publicKey)
        #expect(key.algorithm == authenticator.algorithm)
        let signature = try authenticator.sign([1, 2, 3])
        #expect(key.verifies(signature, of: [1, 2, 3]))
        #expect(!key.verifies(signature, of: [1, 2, 4]))
        #expect(!key.verifies([], of: [1, 2, 3]))
        for index in signature.indices {
            var changed = signature
            changed[index] ^= 1
            #expect(!key.verifies(changed, of: [1, 2, 3]))
        }
        for other in SoftAuthenticator.all where other.algorithm != authenticator.algorithm {
            #expect(!(try COSEKey(octets: other.publicKey).verifies(signature, of: [1, 2, 3])))
        }
    }

    @Test func `the order of parameters is not looked at`() throws {
        for parameters in [Self.es256, Self.edDSA, Self.rs256] {
            _ = try COSEKey(octets: SoftAuthenticator.coseKey(parameters.reversed()))
        }
    }

    @Test func `a parameter that is missing is missed`() {
        for parameters in [Self.es256, Self.edDSA, Self.rs256] {
            for (label, _) in parameters { expect(.badKey, Self.with(label, nil, parameters)) }
        }
        expect(.badKey, [])
    }

    @Test func `a parameter of another kind is refused`() {
        for parameters in [Self.es256, Self.edDSA, Self.rs256] {
            for (label, _) in parameters {
                for value in [CBOREncoding.text("a"), [0xf6], [0xf5], [0x80], CBOREncoding.map([])] {
                    expect(.badKey, Self.with(label, value, parameters))
                }
            }
        }
        // A compressed point: `y` is its sign alone (RFC 9053 §7.1.1).
        expect(.badKey, Self.with(-3, [0xf4], Self.es256))
    }

    @Test(arguments: [-4] as [Int64])
    func `a private parameter of a curve's key is refused`(label: Int64) {
        for parameters in [Self.es256, Self.edDSA] {
            expect(.privateKey, Self.with(label, CBOREncoding.bytes([1]), parameters))
        }
    }

    @Test(arguments: -12 ... -3 as ClosedRange<Int64>)
    func `a private parameter of an RSA key is refused`(label: Int64) {
        expect(.privateKey, Self.with(label, CBOREncoding.bytes([1]), Self.rs256))
    }

    @Test(arguments: [2, 4, 5, 6, -5, -13, 100] as [Int64])
    func `a parameter that a credential's key has none of is refused`(label: Int64) {
        for parameters in [Self.es256, Self.edDSA, label == -5 ? Self.es256 : Self.rs256] {
            expect(.badKey, Self.with(label, CBOREncoding.bytes([1]), parameters))
        }
    }

    /// ES384, ES512, PS256, ES256K, the fully specified ones, RSA with SHA-1, HMAC, `alg` as a text.
    @Test(arguments: [-35, -36, -37, -47, -9, -19, -65_535, 5, 0, -258, .max, .min] as [Int64])
    func `an algorithm that we do not know is refused`(number: Int64) {
        for parameters in [Self.es256, Self.edDSA, Self.rs256] {
            expect(.algorithmNotOffered, Self.with(3, CBOREncoding.integer(number), parameters))
        }
    }

    @Test func `a key is of the type and the curve of its algorithm`() {
        for (own, parameters) in [(Int64(-7), Self.es256), (-8, Self.edDSA), (-257, Self.rs256)] {
            for other in [-7, -8, -257] as [Int64] where other != own {
                expect(.keyOfAnotherAlgorithm, Self.with(3, CBOREncoding.integer(other), parameters))
            }
        }
        // P-384, X25519, Ed448, secp256k1.
        for curve in [2, 3, 4, 7, 8, 0, -1] as [Int64] {
            expect(.keyOfAnotherAlgorithm, Self.with(-1, CBOREncoding.integer(curve), Self.es256))
            expect(.keyOfAnotherAlgorithm, Self.with(-1, CBOREncoding.integer(curve), Self.edDSA))
        }
        expect(.keyOfAnotherAlgorithm, Self.with(-1, CBOREncoding.integer(6), Self.es256))
        expect(.keyOfAnotherAlgorithm, Self.with(-1, CBOREncoding.integer(1), Self.edDSA))
    }

    @Test func `a point off the curve is refused`() {
        let zeros = [UInt8](repeating: 0, count: 32)
        for y in [zeros, zeros.dropLast() + [1], [UInt8](repeating: 0xff, count: 32)] {
            expect(.refusedKey, Self.with(-3, CBOREncoding.bytes(y), Self.es256))
        }
        for length in [0, 31, 33, 64] {
            let octets = CBOREncoding.bytes([UInt8](repeating: 1, count: length))
            expect(.refusedKey, Self.with(-2, octets, Self.es256))
            expect(.refusedKey, Self.with(-3, octets, Self.es256))
            expect(.refusedKey, Self.with(-2, octets, Self.edDSA))
        }
        // The neutral element, under which anybody can sign.
        expect(.refusedKey, Self.with(-2, CBOREncoding.bytes([1] + zeros.dropLast()), Self.edDSA))
    }

    @Test func `an RSA key has bounds`() throws {
        func modulus(_ bits: Int) -> [UInt8] { [0x80] + [UInt8](repeating: 0xa5, count: bits / 8 - 1) }
        for bits in [2048, 3072, 4096] {
            _ = try COSEKey(
                octets: SoftAuthenticator.coseKey(Self.with(-1, CBOREncoding.bytes(modulus(bits)), Self.rs256)))
        }
        for bits in [8, 512, 1024, 2040, 4104, 8192, 65_536] {
            expect(.refusedKey, Self.with(-1, CBOREncoding.bytes(modulus(bits)), Self.rs256))
        }
        expect(.refusedKey, Self.with(-1, CBOREncoding.bytes([0] + modulus(2048)), Self.rs256))
        expect(.refusedKey, Self.with(-1, CBOREncoding.bytes([]), Self.rs256))
        _ = try COSEKey(octets: SoftAuthenticator.coseKey(Self.with(-2, CBOREncoding.bytes([3]), Self.rs256)))
        for exponent in [[], [0], [1], [2], [0, 1, 0, 1], [1, 0, 0, 1]] as [[UInt8]] {
            expect(.refusedKey, Self.with(-2, CBOREncoding.bytes(exponent), Self.rs256))
        }
    }

    @Test func `what is no map is no key`() {
        for item in [[0xf6], [0x80], CBOREncoding.bytes([1]), CBOREncoding.integer(1)] as [[UInt8]] {
            #expect(throws: WebAuthnError.badKey) { try COSEKey(octets: item) }
        }
        #expect(throws: WebAuthnError.cbor(.truncated)) { try COSEKey(octets: []) }
        #expect(throws: WebAuthnError.cbor(.leftOver)) { try COSEKey(octets: SoftAuthenticator.es256.publicKey + [0]) }
    }

    /// X.690 §10 and §11: one signature has one encoding, but for another `s`.
    @Test func `a signature of ES256 is DER and nothing like it`() throws {
        let key = try COSEKey(octets: SoftAuthenticator.es256.publicKey)
        let input: [UInt8] = [1, 2, 3]
        var seen = (short: false, long: false)
        for _ in 0..<40 {
            let der = try SoftAuthenticator.es256.sign(input)
            #expect(key.verifies(der, of: input) && der.count <= 72)
            let (r, s) = try numbers(of: der)
            seen.short = seen.short || r.count == 32
            seen.long = seen.long || r.count == 33
            #expect(sequence(integer(r) + integer(s)) == der)
            let raw = try P256.Signing.ECDSASignature(derRepresentation: der).withUnsafeBytes { Array($0) }
            let unsigned = r.count == 33 ? Array(r.dropFirst()) : [0xff] + r
            for wrong in [
                der + [0], der.dropLast(), [], raw, [0x30], [0x30, 0x80] + der.dropFirst(2) + [0, 0],
                [0x30, 0x81] + der.dropFirst(), [0x31] + der.dropFirst(), sequence(integer([0] + r) + integer(s)),
                sequence(integer(r) + integer([0] + s)), sequence(integer(unsigned) + integer(s)), sequence(integer(r)),
                sequence(integer(r) + integer(s) + integer([1])), sequence(integer([0]) + integer(s)),
                sequence(integer(r) + integer([0])), sequence(integer([]) + integer(s)), sequence([]),
                sequence(sequence(integer(r) + integer(s))), sequence([0x22] + integer(r).dropFirst() + integer(s)),
                sequence([2, 0x81, UInt8(r.count)] + r + integer(s)), sequence(integer(s) + integer(r)),
                sequence(integer([UInt8](repeating: 0x7f, count: 60)) + integer(s)),
                [UInt8](repeating: 0x30, count: 512), [0x30, 0x88] + [UInt8](repeating: 0xff, count: 8),
            ] as [[UInt8]] {
                #expect(!key.verifies(wrong, of: input), "\(wrong)")
            }
        }
        #expect(seen.short && seen.long)
    }

    private func integer(_ octets: [UInt8]) -> [UInt8] { [2, UInt8(octets.count)] + octets }
    private func sequence(_ octets: [UInt8]) -> [UInt8] { [0x30, UInt8(octets.count)] + octets }

    private func numbers(of der: [UInt8]) throws -> (r: [UInt8], s: [UInt8]) {
        let length = Int(try #require(der.dropFirst(3).first))
        return (Array(der[4..<(4 + length)]), Array(der[(6 + length)...]))
    }
}
