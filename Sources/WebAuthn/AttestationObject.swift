import OAuthProtocol

/// What an authenticator returns when it has made a credential (§6.5.4): its data, and a statement about itself.
///
/// We ask for no statement (`none`). Browsers then leave out all but one that a key makes about itself, which proves
/// nothing that the first sign-in does not prove as well; so no statement of another format is judged. It must be well
/// formed.
package struct AttestationObject: Sendable {
    /// The authenticator data, in which the credential is.
    package let data: AuthenticatorData

    /// - Throws: `cbor`, `badAttestationObject`, `badAttestationStatement`, or what `AuthenticatorData` throws.
    package init(_ octets: [UInt8]) throws(WebAuthnError) {
        guard let map = try CBOR(octets: octets).map, let format = map["fmt"]?.text,
            let statement = map["attStmt"]?.map,
            let data = map["authData"]?.bytes
        else { throw .badAttestationObject }
        if format == "none", !statement.entries.isEmpty { throw .badAttestationStatement }
        self.data = try AuthenticatorData(data)
    }
}
