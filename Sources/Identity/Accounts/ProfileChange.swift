import OAuthProtocol
import Storage

/// What is to become different about an account; what is not mentioned stays.
package struct ProfileChange: Sendable {
    /// `nil` keeps the user name.
    package var username: String?
    /// `nil` keeps the e-mail address, and an empty text takes it away.
    package var email: String?
    /// `nil` keeps what is known, unless the address changes: then nobody has shown it to be theirs.
    package var emailVerified: Bool?
    /// `nil` keeps the full name, and an empty text takes it away.
    package var name: String?
    /// Claims that are added or replaced.
    package var claims: [Claim]
    /// Names of claims that are taken away.
    package var removedClaims: [String]

    package init(
        username: String? = nil, email: String? = nil, emailVerified: Bool? = nil, name: String? = nil,
        claims: [Claim] = [], removedClaims: [String] = []
    ) {
        self.username = username
        self.email = email
        self.emailVerified = emailVerified
        self.name = name
        self.claims = claims
        self.removedClaims = removedClaims
    }

    /// The account as it will be; equal to `user` if nothing changes.
    ///
    /// - Throws: `AccountError` saying what cannot be kept, or which claim cannot be taken away since it is not there.
    func applied(to user: UserRecord, at now: Timestamp) throws(AccountError) -> UserRecord {
        var changed = user
        if let username { changed.username = try AccountRules.username(username) }
        if let email {
            changed.email = email.isEmpty ? nil : try AccountRules.email(email)
            // A user name that was the address goes with it, or it would be taken for whoever has that address next.
            if username == nil, let new = changed.email, let old = user.email,
                UserRecord.loginKey(user.username) == UserRecord.loginKey(old)
            {
                changed.username = new
            }
            if changed.email.map(UserRecord.loginKey) != user.email.map(UserRecord.loginKey) {
                changed.emailVerified = false
            }
        }
        if let emailVerified {
            guard changed.email != nil || !emailVerified else {
                throw .email("is not known, so nobody can have verified it")
            }
            changed.emailVerified = emailVerified
        }
        if let name { changed.name = try AccountRules.name(name) }
        changed.claims = try claims(after: user.claims)
        if changed != user { changed.updatedAt = now }
        return changed
    }

    private func claims(after known: JSONObject) throws(AccountError) -> JSONObject {
        var kept = known
        for name in removedClaims {
            _ = try ClaimRules.shape(of: name)
            guard kept[name] != nil else {
                // A slip of the pen would leave what was to be forgotten.
                let names = known.members.map(\.name)
                throw .claim(
                    name,
                    names.isEmpty
                        ? "is not known of this person, nor is any other"
                        : "is not known of this person: \(names.joined(separator: ", ")) would be")
            }
            kept[name] = nil
        }
        for claim in claims {
            try ClaimRules.check(claim.value, as: claim.name)
            kept[claim.name] = claim.value
        }
        // Like an e-mail address: nobody has shown a new number to be theirs.
        if kept["phone_number"] != known["phone_number"],
            !claims.contains(where: { $0.name == "phone_number_verified" })
        {
            kept["phone_number_verified"] = nil
        }
        try ClaimRules.check(kept)
        return kept
    }
}
