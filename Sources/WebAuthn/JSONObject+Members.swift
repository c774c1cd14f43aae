import OAuthProtocol

/// Members of responses and of client data, read strictly: whatever is there must be what it should be. Null counts as
/// absent where a member may be, since scripts write it for what a browser does not have.
extension JSONObject {
    /// - Throws: `badMember`.
    func text(_ name: String) throws(WebAuthnError) -> String {
        guard let text = self[name]?.string else { throw .badMember(name) }
        return text
    }

    /// Octets in base64url without padding.
    ///
    /// - `lengths`: how many there may be.
    /// - Throws: `badMember`.
    func octets(_ name: String, _ lengths: ClosedRange<Int>) throws(WebAuthnError) -> [UInt8] {
        guard let octets = Base64URL.decode(try text(name)), lengths.contains(octets.count) else {
            throw .badMember(name)
        }
        return octets
    }

    /// - Throws: `badMember`.
    func object(_ name: String) throws(WebAuthnError) -> JSONObject {
        guard let object = self[name]?.object else { throw .badMember(name) }
        return object
    }

    /// `nil` if there is none.
    ///
    /// - Throws: `badMember`.
    func flag(_ name: String) throws(WebAuthnError) -> Bool? {
        guard let value = self[name], value != .null else { return nil }
        guard let flag = value.bool else { throw .badMember(name) }
        return flag
    }

    /// Whether there is such a member, and not null.
    func has(_ name: String) -> Bool {
        self[name].map { $0 != .null } ?? false
    }
}
