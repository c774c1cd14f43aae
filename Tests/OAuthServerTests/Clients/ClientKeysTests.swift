import CardeaTesting
import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// Where a client's own keys come from, and how often somebody else's server is asked for them.
@Suite struct ClientKeysTests {
    private static let address = "https://app.example/keys"
    private let documents = KeptDocuments()
    private let keys: ClientKeys
    private let signer: TestSigner
    private let now = Timestamp(1_700_000_000)

    init() throws {
        keys = ClientKeys(documents: documents)
        signer = try TestSigner()
        documents.publish(signer.jwks, at: Self.address)
    }

    private func publishing(_ id: String = "app", at address: String = address) -> ClientRecord {
        .make(id: id) { $0.jwksURI = WebURI(address) }
    }

    private func count(
        _ client: ClientRecord, kid: String? = "key-1", algorithm: String = "ES256", after seconds: Int64 = 0
    ) async throws -> Int {
        try await keys.verificationKeys(of: client, keyID: kid, algorithm: algorithm, at: now + seconds).count
    }

    @Test func `registered keys are used as they are and need no fetch`() async throws {
        let client = ClientRecord.make { $0.jwks = ["keys": .array([.object(signer.jwk)])] }
        #expect(try await count(client) == 1)
        #expect(try await count(client, kid: nil) == 1)
        #expect(try await count(client, kid: "key-2") == 0)
        #expect(try await count(client, algorithm: "RS256") == 0)
        #expect(documents.fetches.isEmpty)
    }

    @Test func `a change of the registered keys counts at once`() async throws {
        let old = ClientRecord.make { $0.jwks = ["keys": .array([.object(signer.jwk)])] }
        let next = try TestSigner(id: "key-2", seed: 5)
        let new = ClientRecord.make { $0.jwks = ["keys": .array([.object(next.jwk)])] }
        #expect(try await count(old) == 1)
        #expect(try await count(new) == 0)
        #expect(try await count(new, kid: "key-2") == 1)
    }

    @Test func `a client without keys has none`() async throws {
        #expect(try await count(.make()) == 0)
        #expect(try await keys.encryptionKeys(of: .make(), for: .ecdhES, at: now).isEmpty)
    }

    @Test func `published keys are held for ten minutes`() async throws {
        for second in 0..<600 { #expect(try await count(publishing(), after: Int64(second)) == 1) }
        #expect(documents.fetches == [Self.address])
        #expect(try await count(publishing(), after: 600) == 1)
        #expect(documents.fetches.count == 2)
    }

    @Test func `clients that share an address share its fetches`() async throws {
        for number in 0..<20 { #expect(try await count(publishing("app-\(number)")) == 1) }
        #expect(documents.fetches.count == 1)
        for number in 0..<20 { #expect(try await count(publishing("app-\(number)"), kid: "unknown") == 0) }
        #expect(documents.fetches.count == 5)
    }

    @Test func `one fetch serves all who wait for it`() async throws {
        documents.shut()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<20 { group.addTask { try await count(publishing()) } }
            while documents.fetches.isEmpty { await Task.yield() }
            documents.open()
            for try await found in group { #expect(found == 1) }
        }
        #expect(documents.fetches.count == 1)
    }

    @Test func `the server does not forget by a flood of addresses how often it asked`() async throws {
        for _ in 0..<10 { #expect(try await count(publishing(), kid: "unknown") == 0) }
        #expect(documents.fetches.count == 5)
        // In use, so it stays, while the others come and go.
        for number in 0..<3000 {
            let other = publishing("other", at: "https://other-\(number).example/keys")
            await #expect(throws: OAuthError(.temporarilyUnavailable, "")) { try await count(other, after: 1) }
            #expect(try await count(publishing(), kid: "unknown", after: 2) == 0)
        }
        #expect(documents.fetches.filter { $0 == Self.address }.count == 5)
    }

    @Test func `a key to encrypt to is found by what it is for`() async throws {
        var forReading = signer.jwk
        forReading["use"] = "enc"
        forReading["alg"] = "ECDH-ES"
        forReading["kid"] = "reading"
        let set: JSONObject = ["keys": .array([.object(signer.jwk), .object(forReading)])]
        documents.publish(set.octets, at: Self.address)
        let found = try await keys.encryptionKeys(of: publishing(), for: .ecdhES, at: now)
        #expect(found.map(\.id) == ["reading"])
        #expect(try await keys.encryptionKeys(of: publishing(), for: .rsaOAEP256, at: now).isEmpty)
    }

    /// What looking for the keys of one of many clients comes to: how many there are, or why there are none.
    private func outcome(_ number: Int, of origin: ClientRecord.Origin, from address: String) async -> String {
        let client = ClientRecord.make(id: "reg-\(number)", origin: origin, createdAt: now) {
            $0.jwksURI = WebURI("https://stranger-\(number).example/keys")
        }
        do throws(OAuthError) {
            let found = try await keys.verificationKeys(
                of: client, keyID: nil, algorithm: "ES256", from: address, at: now)
            return "\(found.count)"
        } catch {
            return error.code.rawValue
        }
    }

    @Test func `one network has eight fetches at once for dynamic clients, and others have theirs`()
        async throws
    {
        documents.shut()
        for number in 0..<30 { documents.publish(signer.jwks, at: "https://stranger-\(number).example/keys") }
        await withTaskGroup(of: String.self) { group in
            for number in 0..<8 { group.addTask { await outcome(number, of: .registration, from: "192.0.2.1") } }
            while documents.fetches.count < 8 { await Task.yield() }
            #expect(await outcome(8, of: .document, from: "192.0.2.1") == "too_many_requests")
            group.addTask { await outcome(9, of: .registration, from: "192.0.2.2") }
            group.addTask { await outcome(10, of: .command, from: "192.0.2.1") }
            // Who waits for a fetch that is under way begins none.
            group.addTask { await outcome(0, of: .registration, from: "192.0.2.1") }
            while documents.fetches.count < 10 { await Task.yield() }
            documents.open()
            for await found in group { #expect(found == "1") }
        }
        #expect(await outcome(8, of: .document, from: "192.0.2.1") == "1")
    }
}
