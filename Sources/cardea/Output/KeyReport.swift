import OAuthProtocol
import Storage

/// A signing key as commands show it: never its private half.
struct KeyReport {
    let key: SigningKeyRecord

    var json: JSONValue {
        var object: JSONObject = [
            "kid": .string(key.id), "alg": .string(key.algorithm.rawValue), "state": .string(key.state.rawValue),
            "created_at": .string(key.createdAt.rfc3339),
        ]
        object["retires_at"] = key.retiresAt.map { .string($0.rfc3339) } ?? .null
        return .object(object)
    }

    static func write(_ keys: [SigningKeyRecord], to output: Output) {
        let rows = keys.map { key in
            [key.id, key.algorithm.rawValue, key.state.rawValue, key.createdAt.rfc3339, key.retiresAt?.rfc3339 ?? "-"]
        }
        output.write(
            .array(keys.map { KeyReport(key: $0).json }),
            text: TextTable.list(
                ["kid", "alg", "state", "created at", "retires at"], rows,
                whenEmpty: "There are no keys yet: the server makes them when it first starts."))
    }
}
