import OAuthProtocol

/// Whom a trusted issuer means: the issuer and its own, lasting name for the person (RFC 7523 §3), compared octet for
/// octet. A name without its issuer means nobody, and neither does an e-mail address.
package struct FederatedSubject: Hashable, Sendable {
    /// `iss`
    package let issuer: String
    /// `tenant`: the realm within the issuer in which `subject` is unique; `nil` if the issuer has only one.
    package let tenant: String?
    /// `sub`
    package let subject: String

    package init(issuer: String, tenant: String? = nil, subject: String) {
        self.issuer = issuer
        self.tenant = tenant
        self.subject = subject
    }

    /// Swift's own `==` takes canonically equivalent texts for one, and no issuer does.
    package static func == (left: FederatedSubject, right: FederatedSubject) -> Bool { left.octets == right.octets }

    package func hash(into hasher: inout Hasher) { hasher.combine(octets) }

    private var octets: [Octets] { [issuer.octets, (tenant ?? "").octets, subject.octets] }
}

/// An account that is to be made for somebody whom a trusted issuer vouches for, and the name by which the issuer's
/// assertions will find it again.
package struct ProvisionedAccountRecord: Sendable, Equatable {
    package let subject: FederatedSubject
    package let user: UserRecord

    package init(subject: FederatedSubject, user: UserRecord) {
        self.subject = subject
        self.user = user
    }
}
