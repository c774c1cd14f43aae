import OAuthProtocol
import Storage

extension ClientRecord.Origin {
    /// Those of clients that brought themselves, as a list in SQL.
    static let strangers = "(" + allCases.filter(\.isStranger).map { "'\($0.rawValue)'" }.joined(separator: ", ") + ")"
}

extension ClientRecord {
    /// In the order in which `init(row:)` reads them.
    static let columns =
        "id, instance, metadata, secrets, origin, created_at, last_used_at, idle_lifetime, expires_at, network"

    /// - Throws: `.damaged` if a column cannot be read.
    init(row: inout Row) throws(StorageError) {
        self.init(
            try row.registration(), metadata: try (row.value() as ClientMetadata),
            secrets: try (row.value() as SecretList).secrets,
            origin: try row.value(), createdAt: try row.value(), lastUsedAt: try row.optional(),
            lapse: try Self.lapse(row: &row), network: try row.optional())
    }

    private static func lapse(row: inout Row) throws(StorageError) -> Expiry? {
        let (idle, end): (Int64?, Timestamp?) = (try row.optional(), try row.optional())
        return idle.flatMap { idle in end.map { Expiry(idle: idle, at: $0) } }
    }
}

extension ClientMetadata: StoredAs {
    var column: String { String(decoding: json.octets, as: UTF8.self) }

    init?(column: String) {
        do {
            guard let object = try JSONParser.parse(Array(column.utf8)).object else { return nil }
            try self.init(json: object)
        } catch {
            return nil
        }
    }
}

/// A client's secrets as one JSON text: `[{"digest":"…","expires_at":1700000000},{"argon2id":"…"}]`.
struct SecretList: StoredAs {
    let secrets: [StoredSecret]

    init(_ secrets: [StoredSecret]) {
        self.secrets = secrets
    }

    var column: String {
        let elements = secrets.map { secret in
            var object = JSONObject()
            switch secret.form {
            case .digest(let digest): object["digest"] = .string(Base64URL.encode(digest.octets))
            case .argon2id(let encoded): object["argon2id"] = .string(encoded)
            }
            object["expires_at"] = secret.expiresAt.map { .integer($0.seconds) }
            return JSONValue.object(object)
        }
        return String(decoding: JSONValue.array(elements).octets, as: UTF8.self)
    }

    init?(column: String) {
        guard let elements = try? JSONParser.parse(Array(column.utf8)).array else { return nil }
        secrets = elements.compactMap { $0.object.flatMap(Self.secret) }
        guard secrets.count == elements.count else { return nil }
    }

    private static func secret(_ object: JSONObject) -> StoredSecret? {
        let expiresAt = object["expires_at"].map(\.integer)
        if case .some(nil) = expiresAt { return nil }
        let form: StoredSecret.Form
        if let digest = object["digest"]?.string.flatMap({ Base64URL.decode($0) }).flatMap({ TokenDigest(octets: $0) })
        {
            form = .digest(digest)
        } else if let encoded = object["argon2id"]?.string {
            form = .argon2id(encoded)
        } else {
            return nil
        }
        return StoredSecret(form, expiresAt: (expiresAt ?? nil).map { Timestamp($0) })
    }
}
