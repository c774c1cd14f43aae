import CardeaTesting
import JOSE
import OAuthProtocol
import OAuthServer
import StorageTesting
import Testing

/// The server's own keys for reading what clients encrypt to it.
@Suite struct RequestKeysTests {
    private static let period = RequestKeys.period
    private let start = Timestamp(600 * RequestKeys.period)

    private func keys(_ seed: UInt64 = 1) -> RequestKeys {
        RequestKeys(secret: MasterKey(from: .seeded(seed)).derive("request objects"))
    }

    private func id(_ keys: RequestKeys, _ moment: Timestamp) throws -> String {
        try #require(keys.publicJWK(at: moment)?["kid"]?.string)
    }

    @Test func `the key that is published is public, of a kind that every library knows, and named by itself`() throws {
        let jwk = try #require(keys().publicJWK(at: start))
        #expect(jwk.members.map(\.name) == ["kty", "crv", "x", "y", "use", "kid"])
        #expect(jwk["kty"] == .string("EC") && jwk["crv"] == .string("P-256") && jwk["use"] == .string("enc"))
        #expect(try jwk["kid"]?.string == KeyThumbprint.make(of: jwk))
        #expect(
            try EncryptionKey(jwk: jwk).algorithms.map(\.rawValue)
                == RequestEncryptionAlgorithm.allCases.map(\.rawValue))
    }

    @Test func `every process with the same master key has the same ones, and no other process`() throws {
        #expect(try id(keys(), start) == id(keys(), start + Self.period - 1))
        #expect(try id(keys(), start) != id(keys(2), start))
    }

    @Test func `each is published for thirty days and opens for thirty more`() throws {
        let keys = keys()
        let first = try id(keys, start)
        #expect(try id(keys, start + Self.period) != first)
        for (distance, opens) in [(-1, true), (0, true), (2 * Self.period - 1, true), (2 * Self.period, false)] {
            #expect(keys.keys(id: first, at: start + distance).isEmpty != opens, "\(distance)")
        }
        #expect(keys.keys(id: first, at: start + -Self.period - 1).isEmpty)
        #expect(keys.keys(id: "unknown", at: start).isEmpty)
        #expect(keys.keys(id: nil, at: start).count == 2)
    }
}
