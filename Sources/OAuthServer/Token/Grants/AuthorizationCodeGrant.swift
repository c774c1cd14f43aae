import OAuthProtocol
import Storage

/// `authorization_code` (RFC 6749 §4.1.3) with PKCE (RFC 7636). The code is spent by the commit and by nothing else:
/// whatever is wrong with a request before that leaves it good.
package struct AuthorizationCodeGrant: Grant {
    package let type = GrantType.authorizationCode
    package static let parameters: Set<String> = ["code", "redirect_uri", "code_verifier", "resource"]

    private let delegations: any DelegationStore
    private let resources: ResourceDirectory
    private let keys: TokenKeys
    private let tokens: TokenConfiguration

    package init(
        delegations: any DelegationStore, resources: ResourceDirectory, keys: TokenKeys, tokens: TokenConfiguration
    ) {
        self.delegations = delegations
        self.resources = resources
        self.keys = keys
        self.tokens = tokens
    }

    package func redeem(
        _ request: RequestFacts, by client: AuthenticatedClient, at now: Timestamp
    ) async throws(OAuthError) -> Redemption {
        guard let text = request.parameters["code"] else { throw OAuthError(.invalidRequest, "code is missing") }
        let verifier = try Self.verifier(in: request.parameters)
        guard let presented = AuthorizationCode(text),
            let standing = try await storing(await delegations.findDelegation(presented.delegation)),
            let code = standing.delegation.code, code.digest == presented.digest, code.redirectURI != nil,
            standing.delegation.client == client.registration
        else { throw Self.unknown }
        let delegation = standing.delegation

        if delegation.redeemedAt != nil {
            throw try await delegations.revokeReplayed(delegation.id, at: now, saying: Self.replayed)
        }
        guard now < code.expiresAt else {
            throw OAuthError(.invalidGrant, "the code has expired, start again at the authorization endpoint")
        }
        guard let user = standing.activeUser(at: now) else { throw Self.unknown }
        try Self.check(request.parameters["redirect_uri"], against: code)
        try Self.check(verifier, against: code)
        let audience = try resources.narrowed(
            request.parameters.all("resource"), from: delegation.resources, for: client.record)

        // What the client was reduced to since then holds now.
        let left = try ScopeRule.left(of: delegation.scope, for: client.metadata)
        let scope = try ScopeRule.meant(left, at: resources.scopes(of: audience))
        var redemption = Redemption(of: delegation, for: user, scope: scope)
        redemption.requestedScope = code.scopeIsAsAsked ? delegation.scope : nil
        redemption.resources = audience
        redemption.nonce = code.nonce
        let chain = RefreshChain(tokens)
        let refresh = client.metadata.grantTypes.contains(.refreshToken) ? chain.begin(of: delegation, at: now) : nil
        if let refresh {
            let token = RefreshToken(
                of: delegation.id, generation: refresh.generation, code: code.digest, key: keys.refresh)
            redemption.refresh = (token, refresh.expiresAt)
        }
        let end = chain.end(of: delegation, refresh, in: standing.session, at: now)
        redemption.commit = { [delegations] () throws(OAuthError) in
            try await storing(
                await delegations.commitRedemption(of: delegation.id, refresh: refresh, expiresAt: end, at: now)
            ).orThrow(replayed: Self.replayed, refused: Self.unknown)
        }
        return redemption
    }

    private static func verifier(in parameters: Parameters) throws(OAuthError) -> CodeVerifier? {
        guard let text = parameters["code_verifier"] else { return nil }
        guard let verifier = CodeVerifier(text) else {
            throw OAuthError(.invalidRequest, "code_verifier must be 43 to 128 unreserved characters")
        }
        return verifier
    }

    /// RFC 6749 §4.1.3: needed if it was sent to the authorization endpoint, and then identical.
    private static func check(_ redirectURI: String?, against code: CodeRecord) throws(OAuthError) {
        guard let redirectURI else {
            if code.redirectURIWasSent { throw OAuthError(.invalidRequest, "redirect_uri is missing") }
            return
        }
        guard let own = code.redirectURI, redirectURI.utf8.elementsEqual(own.value.utf8) else {
            throw OAuthError(.invalidGrant, "redirect_uri is not the one of the authorization request")
        }
    }

    /// RFC 7636 §4.6, and RFC 9700 §2.1.1 for the verifier that nobody asked for.
    private static func check(_ verifier: CodeVerifier?, against code: CodeRecord) throws(OAuthError) {
        switch (code.challenge, verifier) {
        case (nil, nil): return
        case (let challenge?, let verifier?) where challenge.isMet(by: verifier): return
        case (_?, _?): throw OAuthError(.invalidGrant, "code_verifier does not match the code_challenge")
        case (_?, nil): throw OAuthError(.invalidGrant, "code_verifier is missing")
        case (nil, _?): throw OAuthError(.invalidGrant, "code_verifier was sent, but no code_challenge before it")
        }
    }

    private static var unknown: OAuthError {
        OAuthError(.invalidGrant, "the code is unknown, or was issued to another client")
    }

    private static var replayed: OAuthError {
        OAuthError(.invalidGrant, "the code was used before, so what it gave is revoked")
    }
}
