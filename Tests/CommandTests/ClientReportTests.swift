import OAuthProtocol
import Storage
import StorageTesting
import Testing

@testable import cardea

/// A client as commands show it: in registered values.
struct ClientReportTests {
    private func report(_ given: JSONObject) throws -> ClientReport {
        ClientReport(client: .make(metadata: try ClientMetadata().replacing(given)))
    }

    @Test func `the method that takes the secret wherever it comes is shown by its registered name`() throws {
        let usual = try report(["redirect_uris": .strings(["https://a.example/cb"])])
        #expect(usual.json["token_endpoint_auth_method"] == .string("client_secret_basic"))
        #expect(usual.text.contains("client_secret_basic") && usual.text.contains("httpAuth"))
        let basic = try report([
            "redirect_uris": .strings(["https://a.example/cb"]),
            "token_endpoint_auth_method": .string("client_secret_basic"),
        ])
        #expect(basic.json["token_endpoint_auth_method"] == .string("client_secret_basic"))
        #expect(!basic.text.contains("httpAuth"))
    }

    @Test func `a client without a secret is not said to need no PKCE`() throws {
        let given: JSONObject = ["redirect_uris": .strings(["https://a.example/cb"])]
        var open = given
        open["token_endpoint_auth_method"] = .string("none")
        #expect(
            try report(open).text.split(separator: "\n").contains {
                $0.hasPrefix("require_pkce") && $0.contains("always")
            })
        #expect(
            try report(given).text.split(separator: "\n").contains {
                $0.hasPrefix("require_pkce") && $0.hasSuffix("false")
            })
    }

    @Test func `response types belong to the code grant`() throws {
        let machine = try report(["grant_types": .strings(["client_credentials"])])
        #expect(machine.json["response_types"] == .array([]))
        let usual = try report(["redirect_uris": .strings(["https://a.example/cb"])])
        #expect(usual.json["response_types"] == .strings(["code"]))
    }
}
