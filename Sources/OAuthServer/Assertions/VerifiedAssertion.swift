import OAuthProtocol
import Storage

/// What a good assertion says.
package struct VerifiedAssertion: Sendable {
    /// Whom the issuer means, by its own name for the person.
    package let subject: FederatedSubject
    /// The claim that names an account that is here already, and what it says; `nil` if none does, or none that counts.
    package let account: (claim: String, value: String)?
    /// What it says of the person; `nil` if no account is made for people of this issuer.
    package let newcomer: AssertedPerson?
    /// Of issuer and `jti`, by which it is spent.
    package let spent: SpentAssertion
    /// The most that its issuer may give; `nil` means all that the client may have.
    package let scopes: Scope?
    /// What it binds the token to; `nil` for a plain assertion.
    package let identity: IdentityAssertion?
}
