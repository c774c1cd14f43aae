import CardeaTesting
import OAuthProtocol
import OAuthServer
import Testing

/// How the keys of a trusted issuer are fetched: when they are needed, once for all who wait, and never in a flood.
@Suite struct IssuerKeysTests {
    private let issuer: AssertionIssuer
    private let documents = KeptDocuments()

    init() throws {
        issuer = AssertionIssuer(signer: try TestSigner())
        documents.publish(issuer.signer.jwks, at: AssertionIssuer.jwksURL)
    }

    private func server() async throws -> TestServer {
        let trusted = issuer.trusted(keysAt: AssertionIssuer.jwksURL)
        return try await TestServer(documents: documents) { $0.trustedIssuers = [trusted] }
    }

    private func refusal(
        _ server: TestServer, _ id: String, header: JSONObject = [:]
    ) async throws -> OAuthError.Code? {
        let assertion = try issuer.assertion(for: server, id: id, header: header)
        return await server.refusal(of: [
            "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": assertion, "client_id": "app",
            "client_secret": "app-secret",
        ])
    }

    @Test func `keys are fetched when they are needed and held for ten minutes`() async throws {
        let server = try await server()
        #expect(documents.fetches.isEmpty)
        for number in 0..<5 { #expect(try await refusal(server, "\(number)") == nil) }
        #expect(documents.fetches.count == 1)
        server.clock.advance(600)
        #expect(try await refusal(server, "later") == nil)
        #expect(documents.fetches.count == 2)
    }

    @Test func `one fetch serves all who wait for it`() async throws {
        let server = try await server()
        documents.shut()
        let refusals = try await withThrowingTaskGroup(of: OAuthError.Code?.self) { group in
            for number in 0..<20 { group.addTask { try await refusal(server, "\(number)") } }
            while documents.fetches.isEmpty { await Task.yield() }
            documents.open()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(refusals.allSatisfy { $0 == nil })
        #expect(documents.fetches.count == 1)
    }

    @Test func `a key that is not among them is looked for, but not more than five times a minute`() async throws {
        let server = try await server()
        for number in 0..<50 {
            #expect(try await refusal(server, "\(number)", header: ["kid": "key-2"]) == .invalidGrant)
        }
        #expect(documents.fetches.count == 5)
        #expect(try await refusal(server, "good") == nil)
        server.clock.advance(60)
        #expect(try await refusal(server, "after", header: ["kid": "key-2"]) == .invalidGrant)
        #expect(documents.fetches.count == 6)
    }

    @Test func `a rotated key is found at once`() async throws {
        let server = try await server()
        #expect(try await refusal(server, "old") == nil)
        let next = AssertionIssuer(signer: try TestSigner(id: "key-2", seed: 8))
        documents.publish(next.signer.jwks, at: AssertionIssuer.jwksURL)
        let assertion = try next.assertion(for: server, id: "new")
        let fields: Fields = [
            "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": assertion, "client_id": "app",
            "client_secret": "app-secret",
        ]
        #expect(await server.refusal(of: fields) == nil)
        #expect(try await refusal(server, "withdrawn") == .invalidGrant)
    }

    @Test func `while keys cannot be had nobody is told that the assertion is bad`() async throws {
        let server = try await server()
        documents.publish(nil, at: AssertionIssuer.jwksURL)
        for number in 0..<20 { #expect(try await refusal(server, "\(number)") == .temporarilyUnavailable) }
        #expect(documents.fetches.count == 5)
        documents.publish(issuer.signer.jwks, at: AssertionIssuer.jwksURL)
        server.clock.advance(60)
        #expect(try await refusal(server, "0") == nil)
    }

    @Test func `keys that grew old while the issuer is away are believed no longer`() async throws {
        let server = try await server()
        #expect(try await refusal(server, "fresh") == nil)
        documents.publish(nil, at: AssertionIssuer.jwksURL)
        server.clock.advance(599)
        #expect(try await refusal(server, "still fresh") == nil)
        server.clock.advance(1)
        for number in 0..<20 { #expect(try await refusal(server, "\(number)") == .temporarilyUnavailable) }
    }

    @Test(arguments: ["", "[]", "{}", "{\"keys\":{}}", "{\"keys\":[1]}", "<html>", "{\"keys\":[],\"keys\":[]}"])
    func `a document that is no set of keys is trouble and not a verdict`(document: String) async throws {
        documents.publish(Array(document.utf8), at: AssertionIssuer.jwksURL)
        #expect(try await refusal(try await server(), "1") == .temporarilyUnavailable)
    }
}
