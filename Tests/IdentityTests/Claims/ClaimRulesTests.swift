import OAuthProtocol
import Storage
import Testing

@testable import Identity

/// What can be known of people, and what nobody can write there.
struct ClaimRulesTests {
    private let fixture: IdentityFixture

    init() throws {
        fixture = try IdentityFixture()
    }

    private func keep(_ assignment: String) async throws -> JSONObject {
        let claim = try #require(Claim(assignment: assignment))
        return try await fixture.accounts.add(username: "ada", claims: [claim], at: start).claims
    }

    @Test(
        arguments: [
            ("given_name=Ada", .string("Ada")), ("given_name=true", .string("true")),
            ("nickname=\"Ada\"", .string("Ada")), ("birthdate=1815", .string("1815")),
            ("birthdate=0000-12-10", .string("0000-12-10")), ("birthdate=2000-02-29", .string("2000-02-29")),
            ("zoneinfo=Europe/Berlin", .string("Europe/Berlin")), ("zoneinfo=Etc/GMT+1", .string("Etc/GMT+1")),
            ("locale=zh-Hans-CN", .string("zh-Hans-CN")),
            ("website=https://ada.example/#me", .string("https://ada.example/#me")),
            ("phone_number=4930123456", .string("4930123456")),
            ("phone_number=+1 (425) 555-1212;ext=5", .string("+1 (425) 555-1212;ext=5")),
            ("phone_number_verified=true", .bool(true)), ("given_name#ja-Kana-JP=エイダ", .string("エイダ")),
            ("roles=[\"a\",\"b\"]", .array([.string("a"), .string("b")])), ("level=7", .number("7")),
            ("level#7=x", .string("x")), ("department=Sales = good", .string("Sales = good")),
            ("https://example.com/claims/plan=gold", .string("gold")),
            (
                "address={\"street_address\": \"1 Main St\\nFlat 2\", \"country\": \"GB\"}",
                .object(["street_address": .string("1 Main St\nFlat 2"), "country": .string("GB")])
            ),
        ] as [(String, JSONValue)])
    func `a claim is kept as it was meant`(assignment: String, value: JSONValue) async throws {
        #expect(try await keep(assignment).members.map(\.value) == [value])
    }

    @Test(
        arguments: [
            "given_name=a\nb", "given_name=\u{202e}a", "given_name=", "phone_number=call me", "phone_number=12\n3",
            "phone_number_verified=yes", "phone_number_verified=\"true\"", "address=1 Main St", "address={}",
            "address={\"planet\": \"Earth\"}", "address={\"postal_code\": 10115}", "address={\"country\": \"\"}",
            "address={\"country\": \"a\\nb\"}", "address={\"formatted\": \"a\\u0000b\"}", "birthdate=10.12.1815",
            "birthdate=1815-2-3", "birthdate=1900-02-29", "birthdate=1815-13-01", "birthdate=0000", "birthdate=1815-",
            "birthdate=٢٠٠٠", "zoneinfo=Berlin time", "zoneinfo=/etc/passwd", "zoneinfo=Europe/", "locale=en_US",
            "locale=english language", "locale=12", "website=javascript:alert(1)", "website=ada.example",
            "picture=file:///etc/passwd", "profile=https://", "level=null", "roles=[]", "things={}",
            "number=1e999999", "deep=[[[[[[[[[1]]]]]]]]]", "birthdate#de=1815", "phone_number#ja=123",
            "given_name#=x", "given_name#a b=x", "given_name#waytoolongsubtag=x",
        ])
    func `a claim that its readers would stumble over is refused`(assignment: String) async throws {
        let claim = try #require(Claim(assignment: assignment))
        await #expect(throws: AccountError.self) {
            try await fixture.accounts.add(username: "ada", claims: [claim], at: start)
        }
        #expect(try await fixture.accounts.list().isEmpty)
    }

    @Test(
        arguments: [
            "iss", "sub", "aud", "exp", "iat", "nbf", "jti", "nonce", "acr", "amr", "azp", "sid", "auth_time",
            "at_hash", "c_hash", "s_hash", "cnf", "act", "scope", "client_id", "events", "sub#de", "aud#",
            "name", "email", "email_verified", "preferred_username", "updated_at", "email#de", "preferred_username#ja",
            "a b", "a\u{0}", "\u{200b}", String(repeating: "a", count: 129),
        ])
    func `a name that says something else already is refused`(name: String) async throws {
        for value in [JSONValue.string("1"), .integer(1), .bool(true)] {
            await #expect(throws: AccountError.self) {
                try await fixture.accounts.add(username: "ada", claims: [Claim(name, value)], at: start)
            }
        }
    }

    @Test(arguments: ["", "=", "=value", "name"])
    func `what is no assignment is none`(text: String) {
        #expect(Claim(assignment: text) == nil)
    }

    @Test func `a name may have 128 characters, and all claims together 16 KiB`() async throws {
        let claims = (0..<16).map { Claim("claim\($0)", .string(String(repeating: "x", count: 1000))) }
        let user = try await fixture.accounts.add(
            username: "ada", claims: claims + [Claim(String(repeating: "n", count: 128), .integer(1))], at: start)
        let error = await #expect(throws: AccountError.self) {
            try await fixture.accounts.update(
                user.id, ProfileChange(claims: [Claim("more", .string(String(repeating: "x", count: 500)))]), at: start)
        }
        #expect(error?.description.contains("16 KiB") == true)
        #expect(try await fixture.accounts.find(nameOrID: "ada")?.claims.members.count == 17)
    }

    @Test func `a refusal names the claim and does not repeat its value`() async throws {
        let error = await #expect(throws: AccountError.self) {
            try await fixture.accounts.add(
                username: "ada", claims: [Claim("birthdate", .string("secret"))], at: start)
        }
        let said = try #require(error?.description)
        #expect(said.contains("birthdate") && said.contains("YYYY-MM-DD") && !said.contains("secret"))
    }
}
