import JOSE
import OAuthProtocol

/// What a request says about who sends it, before any of it is believed.
package struct PresentedCredentials: Sendable {
    /// The ways in which a client can name itself and prove it.
    package enum Channel: Sendable {
        /// The `Authorization` header, or `httpAuth` in its place.
        case basic
        case body
        /// `client_assertion`, which is not believed yet.
        case assertion(ClientAssertion)
        /// Nothing but `client_id`.
        case identifierOnly
    }

    /// The identifiers that were meant: one, or two where Basic may or may not be percent-encoded.
    package let candidates: [ClientID]
    /// The secrets that were meant, in the same order; empty if none was presented.
    package let secrets: [Secret]
    package let channel: Channel
}

/// A way to present credentials. Looking needs no I/O: `nil` means that they are not here.
package protocol CredentialPresentation: Sendable {
    /// The parameters in which they are looked for.
    static var parameters: Set<String> { get }

    /// The methods that are used in this way, for the metadata (`token_endpoint_auth_methods_supported`, RFC 8414 §2).
    static var methods: [ClientAuthenticationMethod] { get }

    /// - Throws: `invalid_request` or `invalid_client` for credentials that are here and cannot be read.
    func credentials(in facts: RequestFacts) throws(OAuthError) -> PresentedCredentials?
}

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
