import OAuthProtocol

/// JSON with a member a line, for reading.
enum PrettyJSON {
    static func text(_ value: JSONValue, indent: String = "") -> String {
        let inner = indent + "  "
        switch value {
        case .object(let object) where !object.members.isEmpty:
            let lines = object.members.map {
                "\(inner)\(plain(.string($0.name))): \(text($0.value, indent: inner))"
            }
            return "{\n\(lines.joined(separator: ",\n"))\n\(indent)}"
        case .array(let elements) where !elements.isEmpty:
            let lines = elements.map { inner + text($0, indent: inner) }
            return "[\n\(lines.joined(separator: ",\n"))\n\(indent)]"
        default: return plain(value)
        }
    }

    /// The same for octets; what is no JSON is shown as it is.
    static func text(_ octets: [UInt8]) -> String {
        (try? JSONParser.parse(octets)).map { text($0) } ?? String(decoding: octets, as: UTF8.self)
    }

    private static func plain(_ value: JSONValue) -> String {
        String(decoding: value.octets, as: UTF8.self)
    }
}
