import CardeaTesting
import OAuthProtocol
import Storage
import StorageTesting
import Testing

@testable import OAuthServer

/// How many assertions dynamic clients may have remembered: each is a row that nothing but time may take away.
@Suite struct AssertionSharesTests {
    private let now = Timestamp(1_700_000_000)

    private func spent(_ jti: String, for seconds: Int64 = 3_600) -> SpentAssertion {
        SpentAssertion(digest: TokenDigest(of: jti), expiresAt: now + seconds)
    }

    private func refusal(
        _ shares: AssertionShares, _ assertion: SpentAssertion, from address: String, at moment: Timestamp? = nil
    ) -> OAuthError.Code? {
        do throws(OAuthError) {
            try shares.count(assertion, from: address, at: moment ?? now)
            return nil
        } catch {
            #expect(error.retryAfter == 60)
            return error.code
        }
    }

    @Test func `a network has a share, whose places come free as assertions expire`() {
        let shares = AssertionShares(perNetwork: 3, overAll: 100)
        for seconds in [60, 600, 3_600] as [Int64] {
            #expect(refusal(shares, spent("a", for: seconds), from: "192.0.2.1") == nil)
        }
        #expect(refusal(shares, spent("b"), from: "192.0.2.1") == .tooManyRequests)
        #expect(refusal(shares, spent("b"), from: "192.0.2.2") == nil)
        #expect(refusal(shares, spent("b", for: 3_700), from: "192.0.2.1", at: now + 120) == nil)
        #expect(refusal(shares, spent("b", for: 3_700), from: "192.0.2.1", at: now + 120) == .tooManyRequests)
    }

    @Test func `a rented network has sixteen shares, and no network more than a part of what is free`() {
        let generous = AssertionShares(perNetwork: 2, overAll: 1_000)
        func taken(of shares: AssertionShares) -> Int {
            (0..<100).count { refusal(shares, spent("a"), from: "2001:db8:1:\($0)::1") == nil }
        }
        #expect(taken(of: generous) == 32)
        let shares = AssertionShares(perNetwork: 2, overAll: 40)
        #expect(taken(of: shares) == 13)
        let others = (0..<100).count { refusal(shares, spent("b"), from: "192.0.2.\($0)") == nil }
        #expect(others == 24)
        #expect(refusal(shares, spent("c"), from: "192.0.2.200") == .temporarilyUnavailable)
        #expect(refusal(shares, spent("c", for: 7_000), from: "192.0.2.200", at: now + 3_660) == nil)
    }

    @Test func `what a clock counted that was ahead keeps nobody out`() {
        let shares = AssertionShares(perNetwork: 1, overAll: 7)
        #expect(refusal(shares, spent("a", for: 90_000), from: "192.0.2.1", at: now + 86_400) == nil)
        #expect(refusal(shares, spent("b"), from: "192.0.2.1") == nil)
        #expect(refusal(shares, spent("c"), from: "192.0.2.1") == .tooManyRequests)
    }

    @Test func `dynamic clients are bounded, a replay takes no place, and an operator's client keeps its own`()
        async throws
    {
        let keyed = KeyedClient(signer: try TestSigner())
        let store = MemoryStore()
        let server = try await TestServer(clients: [keyed.record()], store: store)
        let verifier = ClientAssertionVerifier(
            issuer: server.issuer, tokenEndpoint: server.issuer.url(Endpoints.token),
            keys: ClientKeys(documents: KeptDocuments()), signatures: SignatureVerifier(), assertions: store,
            shares: AssertionShares(perNetwork: 2, overAll: 12))
        let own = keyed.record()
        let dynamic = ClientRecord.make(id: "app", metadata: own.metadata, origin: .registration)
        func refusal(_ jti: String, of client: ClientRecord, from address: String) async throws -> OAuthError.Code? {
            let assertion = try ClientAssertion(try keyed.assertion(for: server, id: jti))
            do throws(OAuthError) {
                try await verifier.verify(assertion, of: client, from: address, at: server.now)
                return nil
            } catch {
                return error.code
            }
        }
        #expect(try await refusal("1", of: dynamic, from: "192.0.2.1") == nil)
        for _ in 0..<5 { #expect(try await refusal("1", of: dynamic, from: "192.0.2.1") == .invalidClient) }
        store.fail(.commitSpending)
        for _ in 0..<5 {
            #expect(try await refusal("2", of: dynamic, from: "192.0.2.1") == .temporarilyUnavailable)
        }
        store.fail(nil)
        #expect(try await refusal("2", of: dynamic, from: "192.0.2.1") == nil)
        #expect(try await refusal("3", of: dynamic, from: "192.0.2.1") == .tooManyRequests)
        #expect(try await refusal("3", of: dynamic, from: "192.0.2.2") == nil)
        for host in 3...20 { _ = try await refusal("4 \(host)", of: dynamic, from: "192.0.2.\(host)") }
        #expect(try await refusal("4", of: dynamic, from: "192.0.2.99") == .temporarilyUnavailable)
        for jti in ["5", "6", "7"] { #expect(try await refusal(jti, of: own, from: "192.0.2.1") == nil) }
        // Nothing that was spent was forgotten for what is new.
        #expect(try await refusal("1", of: own, from: "192.0.2.1") == .invalidClient)
    }
}
