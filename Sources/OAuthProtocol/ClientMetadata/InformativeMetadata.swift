/// The members of client metadata that are shown to people, or used by other parties, and decide nothing here (RFC 7591 §2,
/// OpenID Connect Registration §2). They are kept as they came.
package enum InformativeMetadata {
    private struct Member: Sendable {
        let name: String
        /// What the value must be, to be read after `must be`.
        let rule: String
        let isGood: @Sendable (JSONValue) -> Bool
    }

    private static let members = [
        Member(name: "application_type", rule: "web or native") { ["web", "native"].contains($0.string) },
        Member(name: "client_uri", rule: page, isGood: isPage),
        Member(name: "contacts", rule: "an array of at most 10 short strings") { value in
            value.strings.map { $0.count <= 10 && $0.allSatisfy { $0.utf8.count <= 200 && isPlain($0) } } ?? false
        },
        // Others send a browser there with the person's intent to sign in, which nobody between may change (§2).
        Member(name: "initiate_login_uri", rule: "an https URI without fragment") { value in
            value.string.flatMap(WebURI.init)?.isSecure ?? false
        },
        Member(name: "logo_uri", rule: page, isGood: isPage), Member(name: "policy_uri", rule: page, isGood: isPage),
        Member(name: "software_id", rule: text, isGood: isText),
        Member(name: "software_version", rule: text, isGood: isText),
        Member(name: "tos_uri", rule: page, isGood: isPage),
    ]
    private static let page = "an http or https URI without fragment"
    private static let isPage: @Sendable (JSONValue) -> Bool = { $0.string.flatMap(WebURI.init) != nil }
    private static let text = "a string of at most 200 characters without control characters"
    private static let isText: @Sendable (JSONValue) -> Bool = { value in
        value.string.map { $0.unicodeScalars.count <= 200 && isPlain($0) } ?? false
    }

    /// Their names.
    package static let names = members.map(\.name)

    /// What the member must be, if it is not; `nil` for a good value, and for a name that is not one of these.
    package static func rule(brokenBy value: JSONValue, of name: String) -> String? {
        guard let member = members.first(where: { $0.name.octets == name.octets }), !member.isGood(value) else {
            return nil
        }
        return member.rule
    }

    /// Whether nothing in a text moves a terminal's cursor or a log's lines.
    static func isPlain(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
}
