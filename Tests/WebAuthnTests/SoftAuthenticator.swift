import Crypto
import CryptoExtras
import OAuthProtocol
import Testing
import WebAuthn

/// An authenticator without a machine around it: a key, with which it registers and signs as the real ones do.
struct SoftAuthenticator: Sendable, CustomTestStringConvertible {
    enum Key: Sendable {
        case es256(P256.Signing.PrivateKey)
        case edDSA(Curve25519.Signing.PrivateKey)
        case rs256(_RSA.Signing.PrivateKey)
    }

    let key: Key
    let credentialID: [UInt8]
    let algorithm: COSEAlgorithm

    static let es256 = SoftAuthenticator(.es256(P256.Signing.PrivateKey()), 1, .es256)
    static let edDSA = SoftAuthenticator(.edDSA(Curve25519.Signing.PrivateKey()), 2, .edDSA)
    static let rs256 = SoftAuthenticator(.rs256(rsa), 3, .rs256)
    static let all = [es256, edDSA, rs256]

    private static var rsa: _RSA.Signing.PrivateKey {
        do {
            return try _RSA.Signing.PrivateKey(keySize: .bits2048)
        } catch {
            // A table of arguments cannot throw, and without a key there is nothing to test.
            fatalError("no key of RSA: \(error)")
        }
    }

    private init(_ key: Key, _ number: UInt8, _ algorithm: COSEAlgorithm) {
        self.key = key
        credentialID = [UInt8](repeating: number, count: 32)
        self.algorithm = algorithm
    }

    var testDescription: String { "\(algorithm)" }

    /// The parameters of the public key, in the order of CTAP 2.1 §8.
    var parameters: [(label: Int64, value: [UInt8])] {
        switch key {
        case .es256(let key):
            let point = Array(key.publicKey.rawRepresentation)
            return [
                (1, CBOREncoding.integer(2)), (3, CBOREncoding.integer(-7)), (-1, CBOREncoding.integer(1)),
                (-2, CBOREncoding.bytes(Array(point.prefix(32)))), (-3, CBOREncoding.bytes(Array(point.suffix(32)))),
            ]
        case .edDSA(let key):
            return [
                (1, CBOREncoding.integer(1)), (3, CBOREncoding.integer(-8)), (-1, CBOREncoding.integer(6)),
                (-2, CBOREncoding.bytes(Array(key.publicKey.rawRepresentation))),
            ]
        case .rs256(let key):
            let numbers = try? key.publicKey.getKeyPrimitives()
            return [
                (1, CBOREncoding.integer(3)), (3, CBOREncoding.integer(-257)),
                (-1, CBOREncoding.bytes(numbers.map { Array($0.modulus) } ?? [])),
                (-2, CBOREncoding.bytes(numbers.map { Array($0.publicExponent) } ?? [])),
            ]
        }
    }

    /// The COSE_Key.
    var publicKey: [UInt8] { Self.coseKey(parameters) }

    static func coseKey(_ parameters: [(label: Int64, value: [UInt8])]) -> [UInt8] {
        CBOREncoding.map(parameters.map { (CBOREncoding.integer($0.label), $0.value) })
    }

    /// A signature as WebAuthn has it: of ES256 in DER.
    func sign(_ input: [UInt8]) throws -> [UInt8] {
        switch key {
        case .es256(let key): try Array(key.signature(for: input).derRepresentation)
        case .edDSA(let key): try Array(key.signature(for: input))
        case .rs256(let key):
            try Array(
                key.signature(for: SHA256.hash(data: input), padding: .insecurePKCS1v1_5).rawRepresentation)
        }
    }

    /// What whoever keeps credentials has of it.
    func known(signCount: UInt32 = 0, backupEligible: Bool = false) -> KnownCredential {
        KnownCredential(
            id: credentialID, publicKey: publicKey, signCount: signCount, backupEligible: backupEligible,
            userHandle: Fixture.userHandle)
    }
}

/// What the good cases have in common.
enum Fixture {
    static let relyingParty = RelyingParty(id: "example.org", origins: ["https://example.org"])
    static let challenge = [UInt8](0..<32)
    static let userHandle: [UInt8] = [7, 7, 7]
    /// UP and UV.
    static let verified: UInt8 = 0x05
}
