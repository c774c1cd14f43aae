/// The `claims` parameter (OpenID Connect Core §5.5): single claims that a client asks for, for the ID token and for
/// UserInfo.
package struct ClaimsRequest: Hashable, Sendable {
    /// One claim that is asked for.
    package struct Claim: Hashable, Sendable {
        package let name: String
        /// Whether the client cannot do well without it.
        package let isEssential: Bool
        /// The values that it should have, the most wanted first; empty means any.
        package let values: [JSONValue]

        package init(_ name: String, isEssential: Bool = false, values: [JSONValue] = []) {
            self.name = name
            self.isEssential = isEssential
            self.values = values
        }
    }

    package let idToken: [Claim]
    package let userInfo: [Claim]
    /// `claims_locales` (§5.2): language tags, the most wanted first.
    package var languages: [String]

    /// Claims that one request may ask for in each place.
    private static let limit = 100

    package init(idToken: [Claim] = [], userInfo: [Claim] = [], languages: [String] = []) {
        self.idToken = idToken
        self.userInfo = userInfo
        self.languages = languages
    }

    /// Reads the parameter's JSON object. Members that mean nothing here are ignored (§5.5).
    ///
    /// - Returns: `nil` for anything else than objects where objects must stand, or too many claims.
    package init?(json: JSONObject) {
        guard let idToken = Self.claims(json["id_token"]), let userInfo = Self.claims(json["userinfo"]) else {
            return nil
        }
        self.init(idToken: idToken, userInfo: userInfo, languages: json["claims_locales"]?.strings ?? [])
    }

    /// The names of all claims that are asked for, each once.
    package var names: [String] {
        var seen = Set<Octets>()
        return (idToken + userInfo).map(\.name).filter { seen.insert($0.octets).inserted }
    }

    /// The form in which it is kept; `init(json:)` reads it back.
    package var json: JSONObject {
        var object = JSONObject()
        if !idToken.isEmpty { object["id_token"] = .object(Self.json(idToken)) }
        if !userInfo.isEmpty { object["userinfo"] = .object(Self.json(userInfo)) }
        if !languages.isEmpty { object["claims_locales"] = .strings(languages) }
        return object
    }

    private static func json(_ claims: [Claim]) -> JSONObject {
        var object = JSONObject()
        for claim in claims {
            var wish = JSONObject()
            if claim.isEssential { wish["essential"] = .bool(true) }
            if !claim.values.isEmpty { wish["values"] = .array(claim.values) }
            object.append(claim.name, wish.members.isEmpty ? .null : .object(wish))
        }
        return object
    }

    private static func claims(_ value: JSONValue?) -> [Claim]? {
        guard let value, value != .null else { return [] }
        guard let members = value.object?.members, members.count <= limit else { return nil }
        var claims: [Claim] = []
        for (name, wish) in members {
            if wish == .null {
                claims.append(Claim(name))
            } else if let wish = wish.object {
                let values = wish["values"]?.array ?? wish["value"].map { [$0] } ?? []
                claims.append(Claim(name, isEssential: wish["essential"]?.bool ?? false, values: values))
            } else {
                return nil
            }
        }
        return claims
    }
}
