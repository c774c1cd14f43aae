import JOSE
import OAuthProtocol
import Storage

/// Whom an assertion is about.
extension AssertionVerifier {
    /// Whom the issuer means. A tenant of the issuer belongs to the name: another tenant's people are other people.
    static func subject(of claims: JWTClaims, issuer: String) throws(OAuthError) -> FederatedSubject {
        guard let subject = claims.subject, !subject.isEmpty else { throw refused("it has no sub") }
        guard let tenant = claims["tenant"] else { return FederatedSubject(issuer: issuer, subject: subject) }
        guard let tenant = tenant.string, !tenant.isEmpty else { throw refused("its tenant cannot be read") }
        return FederatedSubject(issuer: issuer, tenant: tenant, subject: subject)
    }

    /// The claim that names an account that is here already. Where accounts are made it may be absent. A tenant's names
    /// are no names of ours: another tenant of the same issuer could give them to its own people. Nor does an address
    /// count that the issuer says is not proved or, where the alternative is an account of their own, does not say is.
    static func account(
        in claims: JWTClaims, _ trusted: TrustedIssuer
    ) throws(OAuthError) -> (claim: String, value: String)? {
        guard let claim = trusted.subjectClaim ?? (trusted.createsAccounts ? nil : "sub") else { return nil }
        guard let value = claims[claim]?.string, !value.isEmpty else {
            guard trusted.createsAccounts else { throw refused("it has no \(claim)") }
            return nil
        }
        guard claims["tenant"] == nil else { return nil }
        if claim == "email" {
            let isVerified = claims["email_verified"].map { $0 == .bool(true) }
            guard isVerified ?? !trusted.createsAccounts else { return nil }
        }
        return (claim, value)
    }
}
