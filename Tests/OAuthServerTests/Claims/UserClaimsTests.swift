import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// What a client may read of a user, whatever the endpoint that shows it.
@Suite struct UserClaimsTests {
    private func user(_ change: (inout UserRecord) -> Void = { _ in }) -> UserRecord {
        var user = UserRecord.make()
        user.claims = [
            "given_name": .string("Ada"), "family_name": .string("Lovelace"), "birthdate": .string("1815-12-10"),
            "phone_number": .string("+44 20 1234"), "phone_number_verified": .bool(true),
            "address": .object(["country": .string("GB")]), "roles": .strings(["admin"]), "staff_number": .integer(7),
            "given_name#ja": .string("エイダ"), "given_name#de": .string("Adele"),
        ]
        change(&user)
        return user
    }

    private func client(_ scope: String, _ mapping: [String: String] = [:]) -> ClientMetadata {
        ClientRecord.make(scope: scope) { $0.claimMapping = mapping }.metadata
    }

    private func released(
        _ scope: String, of user: UserRecord? = nil, asking names: [String] = [], within ceiling: String? = nil,
        mapping: [String: String] = [:], languages: [String] = []
    ) -> JSONObject {
        UserClaims.released(
            of: user ?? self.user(), scope: Scope(scope.split(separator: " ").map(String.init)),
            requested: names.map { ClaimsRequest.Claim($0) },
            client: client(ceiling ?? "openid profile email address phone", mapping), languages: languages)
    }

    private func names(_ claims: JSONObject) -> Set<String> { Set(claims.members.map(\.name)) }

    @Test(
        arguments: [
            ("openid", []),
            (
                "profile",
                [
                    "name", "given_name", "family_name", "preferred_username", "birthdate", "updated_at",
                ]
            ),
            ("openid email", ["email", "email_verified"]),
            ("address", ["address"]),
            ("phone", ["phone_number", "phone_number_verified"]),
            ("roles staff_number", []),
        ] as [(String, Set<String>)])
    func `each scope gives its claims, as far as they are known, and no others`(scope: String, expected: Set<String>) {
        #expect(names(released(scope)) == expected)
    }

    @Test func `values are what the account says`() {
        let claims = released("profile email address phone")
        #expect(claims["name"] == .string("Ada Lovelace"))
        #expect(claims["preferred_username"] == .string("ada"))
        #expect(claims["updated_at"] == .integer(1_700_000_000))
        #expect(claims["email_verified"] == .bool(true))
        #expect(claims["address"]?.object?["country"] == .string("GB"))
        #expect(claims["phone_number_verified"] == .bool(true))
        #expect(claims["sub"] == nil)
    }

    @Test func `nothing is null or empty, and nothing is said of what is not known`() {
        let bare = user { user in
            user.email = nil
            user.name = nil
            user.claims = [
                "given_name": .null, "nickname": .string(""), "address": .object([:]), "website": .array([]),
                "phone_number_verified": .bool(true),
            ]
        }
        let claims = released("profile email address phone", of: bare)
        #expect(names(claims) == ["preferred_username", "updated_at"])
    }

    @Test func `what has a column of its own cannot be replaced by a claim`() {
        let forged = user { user in
            user.emailVerified = false
            user.claims["email"] = .string("root@example.com")
            user.claims["email_verified"] = .bool(true)
            user.claims["preferred_username"] = .string("root")
            user.claims["name"] = .string("Root")
            user.claims["updated_at"] = .integer(1)
            user.claims["sub"] = .string("1")
        }
        let claims = released("profile email", of: forged, asking: ["email", "sub"], mapping: ["mail": "email"])
        #expect(claims["email"] == .string("ada@example.com"))
        #expect(claims["mail"] == .string("ada@example.com"))
        #expect(claims["email_verified"] == .bool(false))
        #expect(claims["preferred_username"] == .string("ada"))
        #expect(claims["name"] == .string("Ada Lovelace"))
        #expect(claims["updated_at"] == .integer(1_700_000_000))
        #expect(claims["sub"] == nil)
    }

    @Test func `a claim is given by itself without its scope`() {
        #expect(names(released("openid", asking: ["email", "birthdate"])) == ["email", "birthdate"])
    }

    @Test func `a claim whose scope the client can never have is not given`() {
        let claims = released("openid", asking: ["email", "phone_number", "given_name"], within: "openid email")
        #expect(names(claims) == ["email"])
    }

    @Test(arguments: ["roles", "staff_number", "password_hash", "disabled", "unknown", "", "#", "#de", "acr", "aud"])
    func `a claim that is not a standard one is not given for the asking`(name: String) {
        #expect(released("openid", asking: [name]).members.isEmpty)
    }

    @Test func `a wish for another value changes nothing`() {
        let wish = ClaimsRequest.Claim("given_name", isEssential: true, values: [.string("Charles")])
        let claims = UserClaims.released(
            of: user(), scope: Scope(["openid"]), requested: [wish], client: client("openid profile"))
        #expect(claims["given_name"] == .string("Ada"))
    }

    @Test func `a mapping gives the account's claims under the client's names`() {
        let mapping = ["groups": "roles", "mail": "email", "login": "preferred_username", "gone": "department"]
        let claims = released("openid", within: "openid", mapping: mapping)
        #expect(names(claims) == ["groups", "mail", "login"])
        #expect(claims["groups"] == .strings(["admin"]))
        #expect(claims["login"] == .string("ada"))
    }

    @Test func `a mapping goes before a scope`() {
        #expect(released("profile", mapping: ["name": "given_name"])["name"] == .string("Ada"))
        #expect(released("profile", mapping: ["name": "department"])["name"] == .string("Ada Lovelace"))
    }

    @Test(
        arguments: [
            ("given_name#ja", "given_name#ja", "エイダ"), ("given_name#ja-Kana-JP", "given_name#ja", "エイダ"),
            ("given_name#DE-AT", "given_name#de", "Adele"), ("given_name#fr", "given_name", "Ada"),
            ("family_name#ja", "family_name", "Lovelace"), ("name#de", "name", "Ada Lovelace"),
        ])
    func `a claim in a language is the nearest that is known`(asked: String, given: String, value: String) {
        let claims = released("openid", asking: [asked])
        #expect(names(claims) == [given])
        #expect(claims[given] == .string(value))
    }

    @Test func `a language does not get around the ceiling`() {
        #expect(released("openid", asking: ["given_name#ja"], within: "openid email").members.isEmpty)
    }

    @Test func `claims_locales adds the first language that is known`() {
        let claims = released("profile", languages: ["fr", "ja-JP", "de"])
        #expect(claims["given_name"] == .string("Ada"))
        #expect(claims["given_name#ja"] == .string("エイダ"))
        #expect(claims["given_name#de"] == nil)
    }

    @Test func `every standard claim is advertised once`() {
        #expect(UserClaims.supported.count == 19)
        #expect(Set(UserClaims.supported).count == 19)
    }
}
