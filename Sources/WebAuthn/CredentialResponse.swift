import OAuthProtocol

/// What the JSON of both ceremonies has in common (§5.1, `RegistrationResponseJSON` and `AuthenticationResponseJSON`).
struct CredentialResponse {
    /// The credential ID, 1 to 1023 octets.
    let id: [UInt8]
    /// What the authenticator answered.
    let response: JSONObject
    /// What extensions put out in the browser; nothing if it does not say.
    let extensions: JSONObject
    /// Where the authenticator is; `nil` if the browser does not say.
    let attachment: AuthenticatorAttachment?

    /// Members of other names are not looked at: there will be new ones.
    ///
    /// - Throws: `notJSON`, `badMember` or `twoIDs`.
    init(json: [UInt8]) throws(WebAuthnError) {
        guard json.count <= Limits.body, let object = (try? JSONParser.parse(json))?.object else { throw .notJSON }
        guard try object.text("type").octets == "public-key" else { throw .badMember("type") }
        id = try object.octets("rawId", AttestedCredential.idLengths)
        guard try object.text("id").octets == object.text("rawId").octets else { throw .twoIDs }
        response = try object.object("response")
        extensions = object.has("clientExtensionResults") ? try object.object("clientExtensionResults") : [:]
        attachment =
            object.has("authenticatorAttachment")
            ? AuthenticatorAttachment(named: try object.text("authenticatorAttachment")) : nil
    }

    /// - Throws: `badMember`, or what `ClientData` throws.
    func clientData() throws(WebAuthnError) -> ClientData {
        try ClientData(try response.octets("clientDataJSON", 1...ClientData.longest))
    }
}
