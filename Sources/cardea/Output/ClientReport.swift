import OAuthProtocol
import Storage

/// A client as commands show it.
struct ClientReport {
    let client: ClientRecord
    /// Shown this once; `nil` where no secret was made.
    var secret: Secret?
    /// Whether that took the place of another, of which it is said how long that stays good.
    var isRotated = false

    /// Until when a secret from before is good; `nil` if none is.
    private var formerSecretEnds: Timestamp? { client.secrets.compactMap(\.expiresAt).max() }

    /// The registered metadata names plus `client_id`, `client_secret`, `former_secret_expires_at`, `created_at`,
    /// `last_used_at`, `origin`, and for a client that nobody here registered `hosts`.
    var json: JSONObject {
        var object: JSONObject = ["client_id": .string(client.id.value)]
        object["client_secret"] = secret.map { .string($0.exposed) }
        if isRotated {
            object["former_secret_expires_at"] = formerSecretEnds.map { .string($0.rfc3339) } ?? .null
        }
        for member in client.metadata.registered.members { object[member.name] = member.value }
        object["created_at"] = .string(client.createdAt.rfc3339)
        object["last_used_at"] = client.lastUsedAt.map { .string($0.rfc3339) } ?? .null
        object["origin"] = .string(client.origin.rawValue)
        if client.origin.isDynamic { object["hosts"] = .strings(client.hosts) }
        return object
    }

    var text: String {
        let isTakenAnywhere = client.metadata.authenticationMethod == .clientSecret
        var object = json
        object["leaves at"] = client.expiry.map { .string($0.at.rfc3339) }
        let fields = TextTable.fields(of: object) { name, value in
            switch name {
            case "created_at" where isTakenAnywhere:
                [("secret taken", "in the Authorization header, the body or httpAuth"), (name, value.string)]
            case "require_pkce" where client.metadata.authenticationMethod == .none:
                [(name, "always, since it keeps no secret")]
            case "last_used_at": [(name, value.string ?? "never")]
            case "origin": [("kept by", client.origin.words)]
            case "hosts": [("speaks for", value.strings?.joined(separator: " "))]
            case "former_secret_expires_at":
                [("former secret", value.string.map { "good until \($0)" } ?? "no longer good")]
            default: nil
            }
        }
        let note =
            secret == nil ? "" : "\n\nKeep the client_secret now: only its digest is stored, and it is not shown again."
        return fields + note
    }
}

extension Output {
    /// Prints a client, with the secret that was made for it if one was.
    ///
    /// - `isRotated`: whether that took the place of another.
    func write(_ registered: ClientAdministration.Registered, isRotated: Bool = false) {
        let report = ClientReport(client: registered.client, secret: registered.made, isRotated: isRotated)
        write(.object(report.json), text: report.text)
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
