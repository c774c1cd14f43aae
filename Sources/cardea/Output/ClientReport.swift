import OAuthProtocol
import Storage

/// A client as commands show it.
struct ClientReport {
    let client: ClientRecord
    /// Shown this once; `nil` where no secret was made.
    var secret: Secret?

    /// The registered metadata names plus `client_id`, `client_secret`, `created_at`, `last_used_at`, `origin`, and for a
    /// client that nobody here registered `hosts`.
    var json: JSONValue {
        var object: JSONObject = ["client_id": .string(client.id.value)]
        object["client_secret"] = secret.map { .string($0.exposed) }
        for member in client.metadata.registered.members { object[member.name] = member.value }
        object["created_at"] = .string(client.createdAt.rfc3339)
        object["last_used_at"] = client.lastUsedAt.map { .string($0.rfc3339) } ?? .null
        object["origin"] = .string(client.origin.rawValue)
        if client.origin.isStranger { object["hosts"] = .strings(client.hosts) }
        return .object(object)
    }

    var text: String {
        var fields: [(name: String, value: String?)] = [("client_id", client.id.value)]
        fields.append(("client_secret", secret?.exposed))
        for member in client.metadata.registered.members { fields.append((member.name, Self.shown(member.value))) }
        if client.metadata.authenticationMethod == .clientSecret {
            fields.append(("secret taken", "in the Authorization header, the body or httpAuth"))
        }
        fields.append(("created_at", client.createdAt.rfc3339))
        fields.append(("last_used_at", client.lastUsedAt?.rfc3339 ?? "never"))
        fields.append(("kept by", client.origin.words))
        fields.append(("hosts", client.origin.isStranger ? client.hosts.joined(separator: " ") : nil))
        fields.append(("leaves at", client.lapse?.at.rfc3339))
        let note =
            secret == nil ? "" : "\n\nKeep the client_secret now: only its digest is stored, and it is not shown again."
        return TextTable.fields(fields) + note
    }

    private static func shown(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text): text
        case .array(let elements) where elements.isEmpty: nil
        case .array(let elements):
            elements.map { $0.string ?? String(decoding: $0.octets, as: UTF8.self) }.joined(separator: " ")
        default: String(decoding: value.octets, as: UTF8.self)
        }
    }
}

extension ClientRecord.Origin {
    var words: String {
        switch self {
        case .command: "cardea client"
        case .configuration: "the configuration file"
        case .development: "cardea serve --dev"
        case .registration: "its own registration"
        case .document: "its metadata document"
        }
    }
}
