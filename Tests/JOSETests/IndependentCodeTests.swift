import JOSE
import OAuthProtocol
import Testing

/// Tokens that others made.
@Suite struct IndependentCodeTests {
    @Test(arguments: IndependentVectors.signed)
    func `what others signed verifies, by its own algorithm and key alone`(
        vector: (algorithm: String, token: String, key: String)
    ) throws {
        let token = try CompactJWS(vector.token)
        #expect(token.algorithm == vector.algorithm)
        #expect(String(decoding: token.payload, as: UTF8.self) == IndependentVectors.payload)
        for other in IndependentVectors.signed {
            let key = try PublicKey(jwk: JSONObject(text: other.key))
            #expect(
                token.isSigned(by: key) == (other.algorithm == vector.algorithm), "by the key of \(other.algorithm)")
        }
    }

    @Test func `every algorithm that we sign by has a token that others made`() {
        #expect(Set(IndependentVectors.signed.map(\.algorithm)) == Set(SignatureAlgorithm.allCases.map(\.rawValue)))
    }

    @Test(arguments: IndependentVectors.encrypted)
    func `what others encrypted opens, with its own key alone`(
        vector: (reader: String, key: String, tokens: [String])
    ) throws {
        let key = try DecryptionKey(jwk: JSONObject(text: vector.key))
        let others = try IndependentVectors.encrypted.filter { $0.reader != vector.reader }.map {
            try DecryptionKey(jwk: JSONObject(text: $0.key))
        }
        var algorithms = Set<KeyManagementAlgorithm>()
        var encryptions = Set<ContentEncryption>()
        for text in vector.tokens {
            let token = try CompactJWE(text)
            #expect(token.keyID == "vector" && token.contentType == "JWT")
            #expect(String(decoding: try token.decrypt(with: key), as: UTF8.self) == IndependentVectors.payload)
            algorithms.insert(token.algorithm)
            encryptions.insert(token.encryption)
            for other in others {
                #expect(throws: JOSEError.self) { try token.decrypt(with: other) }
            }
        }
        let kind = vector.reader == "rsa" ? KeyManagementAlgorithm.encrypting : KeyManagementAlgorithm.agreeing
        #expect(algorithms == Set(kind) && encryptions == Set(ContentEncryption.allCases))
    }
}

extension JSONObject {
    /// Reads a JSON text that the tests wrote.
    init(text: String) throws {
        self = try #require(try JSONParser.parse(Array(text.utf8)).object)
    }
}
