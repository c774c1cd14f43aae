import JOSE
import OAuthProtocol

/// A client assertion as it was presented (RFC 7521 §4.2, RFC 7523 §2.2): taken apart, and not believed yet.
package struct ClientAssertion: Sendable {
    /// The one `client_assertion_type` there is for JWTs.
    static let type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    let jws: CompactJWS
    let claims: JWTClaims

    /// - Throws: `malformed` or `unsupported` if the text is not a signed JWT that we read.
    init(_ text: String) throws(JOSEError) {
        jws = try CompactJWS(text)
        claims = try JWTClaims(payload: jws.payload)
    }
}
