import OAuthProtocol
import OAuthServer
import Synchronization
import Testing

@testable import cardea

/// What an operator is held to, and told, when a client's users are known under a sector.
struct ClientSectorTests {
    private static let address = "https://sector.example/uris"
    private let database: TemporaryDatabase
    private let documents = Documents()

    init() throws {
        database = try TemporaryDatabase()
    }

    private func registry() -> ClientAdministration {
        var registry = database.registry()
        registry.documents = documents
        return registry
    }

    private func pairwise(_ changes: JSONObject = [:]) throws -> ClientMetadata {
        let metadata = try ClientMetadata().replacing([
            "redirect_uris": .strings(["https://a.example/cb"]), "subject_type": .string("pairwise"),
            "sector_identifier_uri": .string(Self.address),
        ])
        return try metadata.replacing(changes)
    }

    @Test func `a sector that lists the client is taken, and one that does not is refused with the reason`()
        async throws
    {
        documents.publish(#"["https://a.example/cb"]"#, at: Self.address)
        try await registry().proveSector(of: pairwise())
        documents.publish(#"["https://b.example/cb"]"#, at: Self.address)
        let refusal = await #expect(throws: CommandError.self) { try await registry().proveSector(of: pairwise()) }
        #expect(refusal?.description.contains("https://a.example/cb") == true)
    }

    @Test func `an address that the guard will refuse is told when the client is registered`() async throws {
        var registry = registry()
        registry.objection = { uri in uri.host == "wiki.corp" ? "leads to the special-use address 10.0.0.7" : nil }
        let metadata = try ClientMetadata().replacing([
            "redirect_uris": .strings(["https://a.example/cb"]), "jwks_uri": .string("https://10.0.0.5/keys"),
            "backchannel_logout_uri": .string("https://wiki.corp/out"),
            "request_uris": .strings(["https://a.example/r"]),
        ])
        #expect(
            try await registry.judge(metadata) == [
                "jwks_uri: https://10.0.0.5/keys leads to a special-use address, "
                    + "and is not reached before 10.0.0.5:443 is listed in outbound.allow",
                "backchannel_logout_uri: https://wiki.corp/out leads to the special-use address 10.0.0.7",
            ])
        registry.plainHosts = ["10.0.0.5:443"]
        #expect(try await registry.judge(metadata).count == 1)
    }

    @Test func `a sector that cannot be had is refused with what went wrong`() async throws {
        let refusal = await #expect(throws: CommandError.self) { try await registry().proveSector(of: pairwise()) }
        #expect(refusal?.description.contains("nobody answers") == true)
    }

    @Test func `an update that touches nothing of it needs no proof, and any other does`() async throws {
        let known = try pairwise()
        let same = try known.replacing(["client_name": .string("Charts")])
        try await registry().proveSector(of: same, insteadOf: known)
        #expect(documents.fetches == 0)
        for change: JSONObject in [
            ["redirect_uris": .strings(["https://a.example/cb", "https://b.example/cb"])],
            ["sector_identifier_uri": .string("https://other.example/")],
        ] {
            await #expect(throws: CommandError.self) {
                try await registry().proveSector(of: known.replacing(change), insteadOf: known)
            }
        }
        let wasPublic = try known.replacing(["subject_type": .string("public")])
        await #expect(throws: CommandError.self) { try await registry().proveSector(of: known, insteadOf: wasPublic) }
    }

    @Test func `the operator is told when users get other identifiers, and only then`() throws {
        let known = try pairwise()
        func warning(_ change: JSONObject) throws -> String? {
            ClientAdministration.warning(of: try known.replacing(change), insteadOf: known)
        }
        #expect(try warning(["client_name": .string("Charts")]) == nil)
        #expect(try warning(["sector_identifier_uri": .string("https://sector.example/other")]) == nil)
        #expect(try warning(["redirect_uris": .strings(["https://b.example/cb"])]) == nil)
        let moved = try #require(try warning(["sector_identifier_uri": .null]))
        #expect(moved.contains("sector.example") && moved.contains("a.example"))
        #expect(try warning(["subject_type": .string("public")])?.contains("public") == true)
    }

    @Test func `a key that is no good is refused with its number`() throws {
        let key: JSONObject = ["kty": .string("EC"), "crv": .string("P-256"), "x": .string("AA"), "y": .string("AA")]
        let refusal = #expect(throws: CommandError.self) {
            try ClientMetadata().replacing([
                "redirect_uris": .strings(["https://a.example/cb"]), "jwks": .object(["keys": .array([.object(key)])]),
            ])
        }
        #expect(refusal?.description.contains("key number 1") == true)
    }
}

/// Documents from memory, and how many were asked for.
private final class Documents: DocumentFetching {
    private let state = Mutex<(documents: [String: [UInt8]], fetches: Int)>(([:], 0))

    var fetches: Int { state.withLock { $0.fetches } }

    func publish(_ text: String, at url: String) {
        state.withLock { $0.documents[url] = Array(text.utf8) }
    }

    func fetch(_ url: String, limit: Int) async throws(OAuthError) -> FetchedDocument {
        let document = state.withLock { state in
            state.fetches += 1
            return state.documents[url]
        }
        guard let document else {
            throw OAuthError(.temporarilyUnavailable, "it could not be fetched", cause: "nobody answers")
        }
        return FetchedDocument(octets: document)
    }
}
