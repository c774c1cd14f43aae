import CardeaTesting
import OAuthProtocol
import OAuthServer
import Testing

/// Keys that are no good are found when they are registered.
@Suite struct RegisteredKeysTests {
    private let good: JSONObject

    init() throws {
        good = try TestSigner().jwk
    }

    private func refusal(_ keys: [JSONObject], change: (inout ClientMetadata) -> Void = { _ in }) -> OAuthError? {
        var metadata = ClientMetadata()
        metadata.jwks = ["keys": .array(keys.map(JSONValue.object))]
        change(&metadata)
        do throws(OAuthError) {
            try RegisteredKeys.check(metadata)
            return nil
        } catch {
            return error
        }
    }

    private func key(_ changes: JSONObject) -> JSONObject {
        var key = good
        for (name, value) in changes.members { key[name] = value == .null ? nil : value }
        return key
    }

    @Test func `good keys, and keys of kinds that only others know, are taken`() {
        #expect(refusal([good]) == nil)
        #expect(refusal([key(["use": .null]), key(["use": "enc", "alg": "ECDH-ES"])]) == nil)
        #expect(refusal([good, ["kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA"]]) == nil)
        #expect(refusal([good, ["kty": "LMS", "use": "sig"], key(["use": "tls"])]) == nil)
        #expect(refusal([good, key(["alg": "ES256K"])]) == nil)
    }

    @Test(
        arguments: [
            ["x": "AAAA"], ["x": .null], ["y": .string(String(repeating: "A", count: 43))], ["x": .integer(1)],
            ["kid": .integer(1), "use": "enc", "alg": .null], ["kty": "RSA", "n": "AQAB", "e": "AQAB"],
            ["kty": "OKP", "crv": "Ed25519", "x": "AAAA"], ["kty": "AKP", "alg": "ML-DSA-65", "pub": "AAAA"],
            ["key_ops": .strings(["sign"])],
        ] as [JSONObject])
    func `a key that is malformed, weak or not meant for it is refused by its number`(change: JSONObject) {
        let error = refusal([good, key(change)])
        #expect(error?.code == .invalidClientMetadata)
        #expect(error?.description.contains("number 2") == true)
    }

    @Test func `an algorithm that is asked for needs a key`() {
        for (name, property) in [
            ("id_token", \ClientMetadata.idTokenEncryption), ("userinfo", \.userInfoEncryption),
            ("authorization", \.authorizationEncryption), ("introspection", \.introspectionEncryption),
        ] {
            let error = refusal([good]) { $0[keyPath: property] = ResponseEncryption(.rsaOAEP256) }
            #expect(error?.description.contains("\(name)_encrypted_response_alg") == true)
            #expect(refusal([key(["use": "enc", "alg": .null])]) { $0[keyPath: property] = .init(.ecdhES) } == nil)
        }
        let signing = refusal([good]) { $0.requestObjectAlgorithm = .signature(.rs256) }
        #expect(signing?.description.contains("request_object_signing_alg") == true)
        #expect(refusal([good]) { $0.requestObjectAlgorithm = .signature(.es256) } == nil)
    }

    @Test func `keys that are published are judged when they are used`() {
        var metadata = ClientMetadata()
        metadata.jwksURI = WebURI("https://app.example/keys")
        #expect(throws: Never.self) { try RegisteredKeys.check(metadata) }
    }
}
