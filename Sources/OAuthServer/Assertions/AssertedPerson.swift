import JOSE
import OAuthProtocol

/// What an assertion says of the person, for the account that may be made for them. Nothing of it finds an account, and
/// `email_verified` is left out: what an issuer, or one of its tenants, holds to be proved has not been proved here.
package struct AssertedPerson: Sendable, Equatable {
    /// `preferred_username`
    package let username: String?
    package let email: String?
    /// The full name.
    package let name: String?

    /// Claims of a wrong type are as good as absent.
    init(_ claims: JWTClaims) {
        username = claims["preferred_username"]?.string
        email = claims["email"]?.string
        name = claims["name"]?.string
    }
}
