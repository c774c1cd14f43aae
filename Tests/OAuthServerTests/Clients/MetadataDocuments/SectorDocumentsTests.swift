import CardeaTesting
import OAuthProtocol
import OAuthServer
import Testing

/// Who may share a sector (OpenID Connect Registration §5).
@Suite struct SectorDocumentsTests {
    private static let address = "https://sector.example/uris.json"
    private let documents = KeptDocuments()

    private func refusal(
        _ document: String?, uris: [String] = ["https://a.example/cb", "https://b.example/cb"],
        change: (inout ClientMetadata) -> Void = { _ in }
    ) async -> OAuthError? {
        documents.publish(document.map { Array($0.utf8) }, at: Self.address)
        var metadata = ClientMetadata()
        metadata.redirectURIs = uris.compactMap { RedirectURI($0) }
        metadata.subjectType = .pairwise
        metadata.sectorIdentifierURI = WebURI(Self.address)
        change(&metadata)
        do throws(OAuthError) {
            try await SectorDocuments(documents: documents).prove(metadata)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a document that lists every redirect URI proves it, whatever else it lists`() async {
        let refusal = await refusal(#"["https://b.example/cb","https://c.example/cb","https://a.example/cb"]"#)
        #expect(refusal == nil)
        #expect(documents.fetches == [Self.address])
    }

    @Test func `a byte order mark before it is passed over`() async {
        #expect(await refusal("\u{feff}" + #"["https://b.example/cb","https://a.example/cb"]"#) == nil)
    }

    @Test(arguments: [
        #"["https://a.example/cb"]"#, #"["https://a.example/cb","https://b.example/cb/"]"#, "[]",
        #"["https://a.example/cb","HTTPS://b.example/cb"]"#, #"["https://a.example/cb https://b.example/cb"]"#,
        #"["https://a.example/cb","https://b.example/cb",1]"#, #"["https://a.example/cb","https://b.example/cb",null]"#,
        #"[["https://a.example/cb","https://b.example/cb"]]"#, #"{"redirect_uris":["https://a.example/cb"]}"#,
        #""https://a.example/cb""#, "", "<html>", #"["https://a.example/cb","https://b.example/cb"],"#,
    ])
    func `any other document proves nothing`(document: String) async {
        #expect(await refusal(document)?.code == .invalidClientMetadata)
    }

    @Test func `the refusal names what is missing`() async {
        let description = await refusal(#"["https://a.example/cb"]"#)?.description
        #expect(description?.contains("https://b.example/cb") == true)
    }

    @Test func `without the document there is no proof`() async {
        #expect(await refusal(nil)?.code == .temporarilyUnavailable)
    }

    @Test func `nothing is fetched where it decides nothing`() async {
        #expect(await refusal(nil) { $0.subjectType = .public } == nil)
        #expect(await refusal(nil, uris: ["https://a.example/cb"]) { $0.sectorIdentifierURI = nil } == nil)
        #expect(documents.fetches.isEmpty)
    }
}
