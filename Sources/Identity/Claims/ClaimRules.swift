import OAuthProtocol

/// What may be kept among an account's claims, besides what has a place of its own.
package enum ClaimRules {
    /// Claims whose value is a text on one line, which a person may be let change: `name` is the full name.
    package static let textClaims = [
        "name", "given_name", "family_name", "middle_name", "nickname", "gender", "birthdate", "profile", "picture",
        "website",
        "zoneinfo", "locale", "phone_number",
    ]

    /// Octets of all claims of one account, as JSON.
    static let documentLimit = 16 * 1_024
    private static let nameLimit = 128
    /// Depth of arrays and objects in one claim: far less than any reader of tokens allows.
    private static let nesting = 8

    /// Claims that are kept in places of their own, and how those are changed.
    private static let elsewhere = [
        "name": "is the full name", "email": "is the e-mail address",
        "email_verified": "is said of the e-mail address", "preferred_username": "is the user name",
        "updated_at": "is kept by the server",
    ]

    /// Holds a claim's name and value to what the rest of the system relies on.
    ///
    /// - Throws: `.claim` saying what to fix.
    static func check(_ value: JSONValue, as name: String) throws(AccountError) {
        let shape = try shape(of: name)
        switch value {
        case .null: throw .claim(name, "has no value")
        case .string(""): throw .claim(name, "is empty")
        case .array(let elements) where elements.isEmpty: throw .claim(name, "is empty")
        case .object(let object) where object.members.isEmpty: throw .claim(name, "is empty")
        default: break
        }
        guard isPlain(value, depth: 0) else { throw .claim(name, "is nested too deeply, or has a number out of range") }
        if let objection = shape?.objection(to: value) { throw .claim(name, objection) }
    }

    /// - Throws: `.claims` if all claims together are more than may be kept.
    static func check(_ claims: JSONObject) throws(AccountError) {
        guard claims.octets.count <= documentLimit else {
            throw .claims("are more than \(documentLimit / 1_024) KiB together")
        }
    }

    /// What values of the claim look like; `nil` for claims that the operator made up.
    ///
    /// - Throws: `.claim` for a name that no claim of an account can have.
    static func shape(of name: String) throws(AccountError) -> ClaimShape? {
        guard !name.isEmpty, name.utf8.count <= 4 * nameLimit, name.unicodeScalars.count <= nameLimit else {
            throw .claims("need names of 1 to \(nameLimit) characters")
        }
        guard name.unicodeScalars.allSatisfy(\.isVisible) else {
            throw .claims("must not have a space, a control or an invisible character in their names")
        }
        if let place = elsewhere[name] { throw .claim(name, "\(place), and not one of these claims") }
        let base = String(name.octets.before("#"))
        if ProtocolClaims.names.contains(base) { throw .claim(name, "is decided by the server") }
        guard let tag = name.octets.cut(at: "#")?.after else { return ClaimShape.of(name) }
        guard elsewhere[base] == nil || base == "name" else { throw .claim(name, "cannot be in several languages") }
        guard let shape = ClaimShape.of(base) else { return nil }
        guard shape.isTranslatable else { throw .claim(name, "cannot be in several languages") }
        guard ClaimShape.isLanguageTag(tag) else { throw .claim(name, "needs a language tag such as ja after the #") }
        return shape
    }

    private static func isPlain(_ value: JSONValue, depth: Int) -> Bool {
        switch value {
        case .null, .bool, .string: true
        case .number(let literal): Double(literal)?.isFinite ?? false
        case .array(let elements): depth < nesting && elements.allSatisfy { isPlain($0, depth: depth + 1) }
        case .object(let object): depth < nesting && object.members.allSatisfy { isPlain($0.value, depth: depth + 1) }
        }
    }
}
