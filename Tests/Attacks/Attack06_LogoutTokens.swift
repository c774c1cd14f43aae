import CardeaTesting
import OAuthProtocol
import OAuthServer
import Outbound
import Testing

@testable import cardea

/// `backchannel_logout_uri` is written by others: it makes the server speak to nothing but the public internet.
@Suite struct Attack06_LogoutTokens {
    @Test(arguments: Attack06_ServerSideRequests.urls + ["http://app.example/logout", "http://127.0.0.1:1/"])
    func `a logout token is posted to no address that is not of the public internet`(url: String) async throws {
        let uri = try #require(WebURI(url))
        await #expect(throws: OAuthError.self) {
            try await OutboundClient(allowing: ["127.0.0.1:2"]).post([0x61], to: uri)
        }
    }

    @Test(arguments: [
        "ftp://app.example/", "file:///etc/passwd", "javascript:alert(1)", "//app.example/", "/logout", "",
        "https://", "https:///etc/passwd", "https://app.example/#x",
    ])
    func `what is not an address of the web cannot be registered`(url: String) throws {
        var metadata = ClientMetadata()
        #expect(throws: OAuthError(.invalidClientMetadata, "")) {
            try metadata.update(from: ["backchannel_logout_uri": .string(url)])
        }
    }
}
