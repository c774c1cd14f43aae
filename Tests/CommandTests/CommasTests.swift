import ArgumentParser
import OAuthProtocol
import Testing

@testable import cardea

/// Commas where each item is to stand for itself: one item that nobody meant, unless somebody is told.
struct CommasTests {
    private func message(_ text: String, environment: [String: String] = [:]) -> String {
        do {
            _ = try Configuration.load(try ConfigurationFile(path: "c.yaml", text: text), environment, [])
            return "accepted"
        } catch {
            return error.description
        }
    }

    @Test(arguments: [
        ("registration:\n  scopes: openid, profile", "registration.scopes", Commas.wordsAdvice),
        ("registration:\n  scopes:\n  - openid,profile", "registration.scopes", Commas.wordsAdvice),
        ("tokens:\n  signing_algorithms: RS256, ES256", "tokens.signing_algorithms", Commas.wordsAdvice),
        ("registration:\n  redirect_hosts: a.example, b.example", "registration.redirect_hosts", Commas.listAdvice),
        ("registration:\n  redirect_hosts:\n  - a.example,b.example", "registration.redirect_hosts", Commas.listAdvice),
        ("outbound:\n  allow:\n  - a.example:1,b.example:2", "outbound.allow", Commas.listAdvice),
        ("trusted_proxies: 10.0.0.0/8, 10.1.0.0/16", "trusted_proxies", Commas.listAdvice),
    ])
    func `a list of the file with commas in one text is refused`(text: String, key: String, advice: String) {
        let line = text.utf8.count { $0 == 0x0a } + 1
        #expect(message(text) == "c.yaml:\(line): \(key) \(advice)")
    }

    @Test(arguments: [
        ("resources:\n- uri: https://a.example\n  scopes: a,b", "resources[].scopes", Commas.wordsAdvice),
        (
            "exchange:\n- client: a\n  resource: https://a.example,https://b.example", "exchange[].resource",
            Commas.listAdvice
        ),
        ("clients:\n- client_id: a\n  scope: openid, email", "clients[].scope", Commas.wordsAdvice),
        (
            "clients:\n- client_id: a\n  grant_types: refresh_token, implicit", "clients[].grant_types",
            Commas.listAdvice
        ),
        (
            "clients:\n- client_id: a\n  grant_types: [\"refresh_token,device_code\"]", "clients[].grant_types",
            Commas.listAdvice
        ),
        (
            "clients:\n- client_id: a\n  redirect_uris:\n  - https://a.example,https://b.example",
            "clients[].redirect_uris", Commas.listAdvice
        ),
    ])
    func `so is one in the element of a list`(text: String, key: String, advice: String) {
        #expect(message(text).contains("\(key) \(advice)"), "\(message(text))")
    }

    @Test func `a single URI may have commas of its own, and variables have them between items`() {
        let uri = "https://a.example/cb,1?x=2,3"
        let client = "clients:\n- client_id: a\n  client_secret: s\n  redirect_uris: [\"\(uri)\"]"
        #expect(message(client) == "accepted")
        let variables = [
            "CARDEA_REGISTRATION_SCOPES": "openid, profile", "CARDEA_TRUSTED_PROXIES": "10.0.0.1,10.0.0.2",
        ]
        #expect(message("", environment: variables) == "accepted")
    }

    @Test(arguments: [
        (["--scope", "openid,profile, email"], "--scope \"openid profile email\"."),
        (
            ["--redirect-uri", "https://a.example/1,https://b.example/2"],
            "--redirect-uri takes one value each time and no commas: "
                + "--redirect-uri https://a.example/1 --redirect-uri https://b.example/2."
        ),
        (
            ["--grant", "authorization_code, refresh_token"],
            "--grant authorization_code --grant refresh_token."
        ),
        (["--resource", "https://a.example,urn:b:c"], "--resource https://a.example --resource urn:b:c."),
        (["--metadata", #"{"scope":"a,b"}"#], "--metadata: scope \(Commas.wordsAdvice)."),
        (
            ["--metadata", #"{"redirect_uris":["https://a.example,https://b.example"]}"#],
            "redirect_uris \(Commas.listAdvice)."
        ),
    ])
    func `flags say what to write instead`(flags: [String], advice: String) throws {
        let error = #expect(throws: (any Error).self) {
            _ = try ClientCommand.Add.parse(flags).client.given()
        }
        let said = ClientCommand.Add.fullMessage(for: try #require(error))
        #expect(said.contains(advice), "\(said)")
    }

    @Test func `a redirect URI with a comma of its own is taken`() throws {
        let add = try ClientCommand.Add.parse(["--redirect-uri", "https://a.example/a,b"])
        #expect(try add.client.given()["redirect_uris"] == .strings(["https://a.example/a,b"]))
    }
}
