/// The two things that are done with a credential (§4, ceremonies), named as client data name them (§5.8.1).
package enum Ceremony: String, CaseIterable, Sendable {
    /// A credential is made.
    case registration = "webauthn.create"
    /// A credential is used.
    case authentication = "webauthn.get"

    /// Milliseconds that a page waits for the person, as §15.1 recommends; a challenge is good for as long.
    static let timeout = Challenge.lifetime * 1000
}
