import ArgumentParser
import OAuthProtocol
import Storage
import StorageTesting
import Testing

@testable import cardea

/// What somebody reads who typed something else than they meant.
struct UsageTests {
    @Test(arguments: [
        (["clients", "list"], "there is no command cardea clients list; did you mean cardea client list?"),
        (["client", "lst"], "there is no command cardea client lst; did you mean cardea client list?"),
        (["user", "ad", "--username", "x"], "there is no command cardea user ad; did you mean cardea user add?"),
        (["sevre"], "there is no command cardea sevre; did you mean cardea serve?"),
    ])
    func `a command that is nearly one is named`(arguments: [String], hint: String) {
        #expect(UnknownCommand.hint(for: arguments) == hint)
    }

    @Test(arguments: [
        [], ["serve"], ["client", "list"], ["client", "show", "lists"], ["nothing", "like", "it"], ["--help"],
        ["help", "clint"], ["doctor", "https://a.example"], ["client"], ["client", "--help"],
    ])
    func `one that is there, or far from all, is left to the parser`(arguments: [String]) {
        #expect(UnknownCommand.hint(for: arguments) == nil)
    }

    @Test func `an update that changes nothing says what can be changed`() throws {
        let error = #expect(throws: (any Error).self) { try ClientCommand.Update.parse(["charts"]) }
        let said = ClientCommand.Update.fullMessage(for: try #require(error))
        for flag in ["--name", "--redirect-uri", "--auth-method", "--metadata", "cardea client show charts"] {
            #expect(said.contains(flag))
        }
        for flags in [["--no-skip-consent"], ["--secret-stdin"], ["--jwks", "k"], ["--scope", ""]] {
            _ = try ClientCommand.Update.parse(["charts"] + flags)
        }
    }

    @Test(arguments: [
        ["--name", "n"], ["--redirect-uri", "https://a.example"], ["--grant", "refresh_token"], ["--scope", "openid"],
        ["--default-scope", "openid"], ["--auth-method", "none"], ["--id-token-claims", "scope"],
        ["--resource", "urn:a:b"], ["--skip-consent"], ["--metadata", "{}"], ["--metadata-file", "f"],
        ["--jwks-uri", "https://a.example/keys"],
    ])
    func `each flag alone is something to update`(flags: [String]) throws {
        _ = try ClientCommand.Update.parse(["charts"] + flags)
    }

    @Test(arguments: [
        (["--name", "n"], "client_name", JSONValue.string("n")), (["--scope", "a"], "scope", .string("a")),
        (["--default-scope", "a"], "default_scope", .string("a")),
        (["--auth-method", "none"], "token_endpoint_auth_method", .string("none")),
        (["--id-token-claims", "scope"], "id_token_claims", .string("scope")),
        (["--jwks-uri", "https://a.example"], "jwks_uri", .string("https://a.example")),
        (["--redirect-uri", "x"], "redirect_uris", .strings(["x"])),
        (["--grant", "x"], "grant_types", .strings(["x"])),
        (["--resource", "x"], "resources", .strings(["x"])), (["--no-skip-consent"], "skip_consent", .bool(false)),
        (["--metadata", "\u{feff}{\"require_pkce\":true}"], "require_pkce", .bool(true)),
    ])
    func `each flag gives the metadata of its name`(flags: [String], member: String, value: JSONValue) throws {
        #expect(try ClientCommand.Add.parse(flags).client.given()[member] == value)
    }

    @Test(arguments: [
        ("0", "at least one second"), ("0d", "at least one second"), ("soon", "a number of seconds or a duration"),
    ])
    func `a lifetime that is none is refused with the reason`(lifetime: String, reason: String) throws {
        let error = #expect(throws: (any Error).self) {
            try ClientCommand.RegistrationToken.parse(["--lifetime", lifetime])
        }
        let thrown = try #require(error)
        #expect(ClientCommand.RegistrationToken.fullMessage(for: thrown).contains(reason))
        #expect(Cardea.exitCode(for: thrown).rawValue == 64)
    }

    @Test func `whoever takes a client's secret away is told`() throws {
        let secret = StoredSecret(.digest(Secret("s").digest))
        let known = ClientRecord.make(id: "a", metadata: ClientMetadata(), secrets: [secret])
        var metadata = known.metadata
        #expect(ClientAdministration.warning(ofSecretOf: known, under: metadata) == nil)
        metadata.authenticationMethod = .none
        let warning = try #require(ClientAdministration.warning(ofSecretOf: known, under: metadata))
        #expect(warning.contains("secret is gone") && warning.contains("anybody who knows its client_id"))
        metadata.authenticationMethod = .privateKeyJWT
        #expect(ClientAdministration.warning(ofSecretOf: known, under: metadata)?.contains("private_key_jwt") == true)
        let bare = ClientRecord.make(id: "a", metadata: ClientMetadata(), secrets: [])
        #expect(ClientAdministration.warning(ofSecretOf: bare, under: metadata) == nil)
    }
}
