import OAuthProtocol

/// The claims about people that OpenID Connect names (Core §5.1), and the scope that each belongs to (§5.4).
package enum StandardClaims {
    /// The scopes that stand for claims, each with its claims.
    static let byScope: [(scope: String, claims: [String])] = [
        (
            "profile",
            [
                "name", "family_name", "given_name", "middle_name", "nickname", "preferred_username", "profile",
                "picture", "website", "gender", "birthdate", "zoneinfo", "locale", "updated_at",
            ]
        ),
        ("email", ["email", "email_verified"]),
        ("address", ["address"]),
        ("phone", ["phone_number", "phone_number_verified"]),
    ]

    /// The scopes that stand for claims.
    package static let scopes = Scope(byScope.map(\.scope))

    /// The names of all claims.
    package static let names = byScope.flatMap(\.claims)

    private static let scopeByName = Dictionary(
        byScope.flatMap { scope, claims in claims.map { ($0, scope) } }, uniquingKeysWith: { first, _ in first })

    /// The scope that a claim belongs to, its language tag aside; `nil` if it is no standard claim.
    static func scope(of name: String) -> String? {
        scopeByName[TaggedName(name).base]
    }
}
