import JOSE
import OAuthProtocol

/// What an access token says (RFC 9068 §2.2), whether it is carried as a JWT or sealed.
package struct AccessToken: Sendable, Equatable {
    package let subject: String
    package let clientID: ClientID
    /// The resources that it is for, or the issuer; never empty.
    package let audience: [String]
    package let scope: Scope
    package let issuedAt: Timestamp
    package let expiresAt: Timestamp
    package let id: TokenID
    /// `auth_time`; `nil` where nobody signed in here.
    package let authenticatedAt: Timestamp?
    /// `acr`; `nil` where nobody signed in here.
    package let acr: String?
    /// `amr` (RFC 9068 §2.2.1); empty where nothing is known of it.
    package let amr: [String]
    /// Who acts for the subject, and who did before, the current actor first (`act`, RFC 8693 §4.1).
    package let actors: [Actor]

    package init(
        subject: String, clientID: ClientID, audience: [String], scope: Scope, issuedAt: Timestamp,
        expiresAt: Timestamp,
        id: TokenID, authenticatedAt: Timestamp?, acr: String? = nil, amr: [String] = [], actors: [Actor] = []
    ) {
        self.subject = subject
        self.clientID = clientID
        self.audience = audience
        self.scope = scope
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.id = id
        self.authenticatedAt = authenticatedAt
        self.acr = acr
        self.amr = amr
        self.actors = actors
    }

    /// The claims as JSON octets.
    func payload(issuer: Issuer) -> [UInt8] {
        var json = JSONWriter()
        json.open()
        json.member("iss", issuer.value)
        json.member("sub", subject)
        json.member("aud", audience.count == 1 ? .string(audience[0]) : .strings(audience))
        json.member("client_id", clientID.value)
        json.member("scope", scope.isEmpty ? nil : scope.description)
        json.member("iat", issuedAt.seconds)
        json.member("exp", expiresAt.seconds)
        json.member("jti", id.description)
        json.member("auth_time", authenticatedAt?.seconds)
        json.member("acr", acr)
        json.member("amr", amr.isEmpty ? nil : .strings(amr))
        json.member("act", Actor.claim(actors))
        json.close()
        return json.octets
    }

    /// Reads claims that we wrote; `nil` if one is missing or the issuer is another.
    init?(_ claims: JWTClaims, issuer: Issuer) {
        guard claims.issuer?.octets == issuer.value.octets, let subject = claims.subject, !claims.audience.isEmpty,
            let clientID = claims["client_id"]?.string, let scope = Scope(claims["scope"]?.string ?? ""),
            let issuedAt = claims.issuedAt, let expiresAt = claims.expiresAt, let id = claims.id.flatMap(TokenID.init),
            let actors = Actor.chain(in: claims["act"])
        else { return nil }
        self.init(
            subject: subject, clientID: ClientID(clientID), audience: claims.audience, scope: scope, issuedAt: issuedAt,
            expiresAt: expiresAt, id: id, authenticatedAt: claims["auth_time"]?.integer.map(Timestamp.init),
            acr: claims["acr"]?.string, amr: claims["amr"]?.strings ?? [], actors: actors)
    }
}
