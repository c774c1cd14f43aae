import OAuthProtocol

/// Ways to reach an authenticator (§5.8.4), such as `usb`, `hybrid` or `internal`. They are kept as they came, known or
/// not, since what is kept is shown to browsers that may know more of them.
enum Transports {
    private static let most = 8
    private static let lengths = 1...32

    /// Of a registration; none if it does not say.
    ///
    /// - Throws: `badMember`.
    static func read(from response: JSONObject) throws(WebAuthnError) -> [String] {
        guard response.has("transports") else { return [] }
        guard let names = response["transports"]?.strings, names.count <= most, names.allSatisfy(isName) else {
            throw .badMember("transports")
        }
        return names
    }

    private static func isName(_ name: String) -> Bool {
        lengths.contains(name.utf8.count)
            && name.utf8.allSatisfy { (0x61...0x7a).contains($0) || $0 == UInt8(ascii: "-") }
    }
}
