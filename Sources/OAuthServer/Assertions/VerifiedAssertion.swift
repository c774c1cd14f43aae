import JOSE
import OAuthProtocol
import Storage

/// What a good assertion says.
package struct VerifiedAssertion: Sendable {
    /// Whom the issuer means, by its own name for the person.
    package let subject: FederatedSubject
    /// The claim that names an account that is here already, and what it says; `nil` if none does, or none that counts.
    package let account: (claim: String, value: String)?
    /// What it says of the person; `nil` if no account is made for people of this issuer.
    package let person: AssertedPerson?
    /// Of issuer and `jti`, by which it is spent.
    package let spent: SpentAssertion
    /// The most that its issuer may give; `nil` means all that the client may have.
    package let scopes: Scope?
    /// What it binds the token to; `nil` for a plain assertion.
    package let identity: IdentityAssertion?
}

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
