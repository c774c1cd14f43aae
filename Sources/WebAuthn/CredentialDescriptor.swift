import OAuthProtocol

/// A credential as options name it (§5.8.3).
package struct CredentialDescriptor: Hashable, Sendable {
    /// 1 to 1023 octets.
    package let id: [UInt8]
    /// How its authenticator can be reached, as it said at registration; empty if nobody knows.
    package let transports: [String]

    package init(id: [UInt8], transports: [String]) {
        self.id = id
        self.transports = transports
    }

    /// As JSON (§5.1, `PublicKeyCredentialDescriptorJSON`).
    var json: JSONValue {
        var object: JSONObject = ["type": "public-key", "id": .string(Base64URL.encode(id))]
        object["transports"] = transports.isEmpty ? nil : .strings(transports)
        return .object(object)
    }
}
