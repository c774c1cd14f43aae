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
    package static func == (left: FederatedSubject, right: FederatedSubject) -> Bool {
        left.issuer.utf8.elementsEqual(right.issuer.utf8) && left.subject.utf8.elementsEqual(right.subject.utf8)
            && (left.tenant ?? "").utf8.elementsEqual((right.tenant ?? "").utf8)
    }

    package func hash(into hasher: inout Hasher) {
        for part in [issuer, tenant ?? "", subject] {
            hasher.combine(part.utf8.count)
            for octet in part.utf8 { hasher.combine(octet) }
        }
    }
}
