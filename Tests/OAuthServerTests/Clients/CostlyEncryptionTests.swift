import CardeaTesting
import Crypto
import OAuthProtocol
import Storage
import StorageTesting
import Testing

@testable import OAuthServer

/// Answers that are encrypted to keys with which that takes long.
struct CostlyEncryptionTests {
    @Test func `few wait, whoever asks, and the others are told to come back`() async throws {
        let point = try P384.KeyAgreement.PrivateKey(rawRepresentation: Entropy.seeded().octets(48)).publicKey
            .rawRepresentation
        let key: JSONObject = [
            "kty": .string("EC"), "crv": .string("P-384"), "use": .string("enc"),
            "x": .string(Base64URL.encode(point.prefix(48))), "y": .string(Base64URL.encode(point.suffix(48))),
        ]
        let client = ClientRecord.make { $0.jwks = ["keys": .array([.object(key)])] }
        let keys = ClientKeys(documents: KeptDocuments())
        let results = await withTaskGroup(of: OAuthError.Code?.self) { group in
            for _ in 0..<500 {
                group.addTask {
                    do throws(OAuthError) {
                        _ = try await keys.encrypted(
                            [1], to: client, as: ResponseEncryption(.ecdhES), at: Timestamp(1_700_000_000))
                        return nil
                    } catch {
                        return error.code
                    }
                }
            }
            return await group.reduce(into: [OAuthError.Code?]()) { $0.append($1) }
        }
        // One is encrypted in the time in which many come.
        #expect(results.contains(.tooManyRequests))
        #expect(results.count { $0 == nil } >= 64)
        #expect(results.allSatisfy { $0 == nil || $0 == .tooManyRequests })
    }
}
