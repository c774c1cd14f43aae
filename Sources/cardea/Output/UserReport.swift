import OAuthProtocol
import Storage

/// An account as commands show it.
struct UserReport {
    let user: UserRecord

    var json: JSONValue {
        var object: JSONObject = ["user_id": .integer(user.id.number), "username": .string(user.username)]
        object["email"] = user.email.map(JSONValue.string) ?? .null
        object["email_verified"] = .bool(user.emailVerified)
        object["name"] = user.name.map(JSONValue.string) ?? .null
        if !user.claims.members.isEmpty { object["claims"] = .object(user.claims) }
        object["disabled"] = .bool(user.disabled)
        object["created_at"] = .string(user.createdAt.rfc3339)
        return .object(object)
    }

    var text: String {
        // As JSON, so that nothing in a claim reaches the terminal as anything but text.
        let claims = user.claims.members.map { name, value in
            (name: "claim \(name)", value: String?.some(String(decoding: value.octets, as: UTF8.self)))
        }
        return TextTable.fields(
            [
                ("user_id", user.id.description), ("username", user.username), ("email", user.email),
                ("email_verified", user.email == nil ? nil : user.emailVerified.description), ("name", user.name),
            ] + claims + [("disabled", user.disabled.description), ("created_at", user.createdAt.rfc3339)])
    }
}
