import OAuthProtocol

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
