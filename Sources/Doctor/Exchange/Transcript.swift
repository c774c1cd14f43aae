import OAuthProtocol
import Outbound

/// Requests and answers as text, with every secret replaced and everything else made printable.
enum Transcript {
    private static let hidden = "(secret)"
    /// Members and parameters that are secrets wherever they stand.
    private static let secretNames: Set<String> = [
        "access_token", "assertion", "client_assertion", "client_secret", "code", "code_verifier", "device_code",
        "id_token", "password", "refresh_token", "registration_access_token", "token",
    ]
    private static let secretHeaders: Set<String> = ["authorization", "cookie", "proxy-authorization", "set-cookie"]
    /// Characters of a body that are shown.
    private static let bodyLimit = 2000

    static func lines(of request: OutboundRequest) -> String {
        let type = request.headers.first { $0.name == "Content-Type" }?.value ?? ""
        return lines("> ", "\(request.method) \(uri(request.url.value))", request.headers, request.body, type)
    }

    static func lines(of answer: Answer) -> String {
        lines("< ", "\(answer.status)", Array(answer.headers.prefix(60)), answer.body, answer.mediaType)
    }

    static func lines(of handshake: Handshake) -> String {
        "< \(handshake.version), certificate \(handshake.isTrusted ? "trusted" : "not trusted")"
    }

    private static func lines(
        _ mark: String, _ first: String, _ headers: [(name: String, value: String)], _ body: [UInt8], _ type: String
    ) -> String {
        let lines = [first] + headers.map(header) + shown(body, type: type)
        return lines.map { mark + $0 }.joined(separator: "\n")
    }

    private static func header(_ field: (name: String, value: String)) -> String {
        let name = field.name.octets.lowercased
        let value = secretHeaders.contains(name) ? hidden : name == "location" ? uri(field.value) : field.value
        return "\(VisibleText.line(field.name, limit: 80)): \(VisibleText.line(value, limit: 400))"
    }

    private static func shown(_ octets: [UInt8], type: String) -> [String] {
        guard !octets.isEmpty else { return [] }
        let text: String
        if let value = try? JSONParser.parse(octets) {
            text = String(decoding: redacted(value).octets, as: UTF8.self)
        } else if type.octets.hasPrefix("application/x-www-form-urlencoded") {
            text = form(String(decoding: octets, as: UTF8.self))
        } else if octets.contains(UInt8(ascii: "{")) || octets.contains(UInt8(ascii: "=")) {
            // What cannot be read cannot be searched for secrets either.
            return ["", "(\(octets.count) octets that are neither JSON nor a form)"]
        } else {
            text = String(decoding: octets.prefix(4 * bodyLimit), as: UTF8.self)
        }
        return ["", VisibleText.line(text, limit: bodyLimit)]
    }

    private static func redacted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object):
            var copy = JSONObject()
            for (name, value) in object.members {
                copy.append(name, secretNames.contains(name.octets.lowercased) ? .string(hidden) : redacted(value))
            }
            return .object(copy)
        case .array(let elements): return .array(elements.map(redacted))
        default: return value
        }
    }

    private static func form(_ text: String) -> String {
        text.octets.split("&").map { pair in
            let name = pair.octets.before("=")
            return secretNames.contains(name.octets.lowercased) ? "\(name)=\(hidden)" : String(pair)
        }.joined(separator: "&")
    }

    /// Query and fragment may carry a code or a token.
    private static func uri(_ text: String) -> String {
        guard let mark = text.utf8.firstIndex(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }) else {
            return text
        }
        let rest = text[text.utf8.index(after: mark)...]
        return text[...mark] + rest.octets.split("#", keepsEmpty: true).map { form(String($0)) }.joined(separator: "#")
    }
}
