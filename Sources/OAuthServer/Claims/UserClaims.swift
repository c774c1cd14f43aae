import OAuthProtocol
import Storage

/// What a client may read of a user, in ID tokens and at UserInfo (OpenID Connect Core §5.4, §5.5).
package struct UserClaims {
    /// The names of the claims that can be released, for `claims_supported`; `sub` and the protocol's own are not among
    /// them.
    package static let supported = StandardClaims.names

    /// The claims that a client gets, without `sub`. What is not known is left out.
    ///
    /// - `scope`: what was granted; each of its scopes that stands for claims gives them.
    /// - `requested`: claims that were asked for one by one. Those of which the client could have had the scope are
    ///   given; a wish for a value changes nothing.
    /// - `client`: the registration, whose `claim_mapping` gives what the operator chose, whatever was asked for.
    /// - `languages`: `claims_locales`, the most wanted first; a value known in one of them is given beside the plain
    ///   one (§5.2).
    package static func released(
        of user: UserRecord, scope: Scope, requested: [ClaimsRequest.Claim], client: ClientMetadata,
        languages: [String] = []
    ) -> JSONObject {
        let known = KnownClaims(of: user)
        var released = JSONObject()
        for (name, claims) in StandardClaims.byScope where scope.contains(name) {
            for claim in claims {
                released[claim] = known[claim]
                if let (name, value) = known.translation(of: claim, into: languages) { released[name] = value }
            }
        }
        for wish in requested {
            guard let belongsTo = StandardClaims.scope(of: wish.name), client.scope.contains(belongsTo),
                let (name, value) = known.nearest(to: wish.name)
            else { continue }
            released[name] = value
        }
        for (claim, source) in client.claimMapping.sorted(by: { $0.key < $1.key }) {
            if let (_, value) = known.nearest(to: source) { released[claim] = value }
        }
        return released
    }
}
