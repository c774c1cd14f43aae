import JOSE
import OAuthProtocol
import Storage

/// What dynamic clients may be and have: hostile until proved (threat 5).
package struct RegistrationRules: Sendable {
    /// Seconds that a registration which nobody has consented to is good, and that a client without use is kept at least.
    /// It costs nothing to keep the first, and a client that is gone while it believes to be registered cannot sign its
    /// user in; it need not be short.
    package static let patience: Int64 = 90 * 86_400

    /// The grants of whoever comes, and what an initial access token adds to them. `client_credentials` and assertions
    /// would give a dynamic client tokens that nobody allowed.
    private static let openGrants: Set<GrantType> = [.authorizationCode, .refreshToken, .deviceCode]
    private static let trustedGrants = openGrants.union([.clientCredentials, .jwtBearer])

    /// Octets of JSON that are kept of any such client at most.
    package static let size = 4096

    private static let openIDScopes = Scope(["openid", "profile", "email", "address", "phone", "offline_access"])
    private static let defaultScopes = Scope(["openid", "profile", "email"])

    package let configuration: RegistrationConfiguration
    private let tokens: TokenConfiguration
    private let ring: KeyRing
    /// The most that any such client may have.
    package let ceiling: Scope
    /// Seconds without use after which a client leaves: longer than any refresh token lives.
    package let idle: Int64
    /// Seconds for which a revocation is remembered: longer than a sealed registration is good, and than anything lives that a
    /// client was given before.
    package let memory: Int64

    /// - `ring`: the keys that sign, which such a client chooses among.
    package init(_ configuration: ServerConfiguration, ring: KeyRing) {
        self.configuration = configuration.registration
        tokens = configuration.tokens
        self.ring = ring
        let described = configuration.resources.filter(\.describe).compactMap(\.scopes)
        ceiling = configuration.registration.scopes ?? described.reduce(Self.openIDScopes) { $0.union($1) }
        idle = max(Self.patience, configuration.tokens.refreshLifetime)
        memory = max(Self.patience, configuration.tokens.refreshAbsolute + Limits.longestAccessLifetime) + 1
    }

    /// The metadata of a client that registers itself.
    ///
    /// - `isTrusted`: whether it showed an initial access token.
    /// - Throws: `invalid_redirect_uri` or `invalid_client_metadata`, naming the member and what it must be.
    package func metadata(of object: JSONObject, isTrusted: Bool) throws(OAuthError) -> ClientMetadata {
        let grants = isTrusted ? Self.trustedGrants : Self.openGrants
        return try judged(try StatedMetadata(of: object, grants: grants, orElse: .clientSecret))
    }

    /// The metadata of a client from its document (OAuth Client ID Metadata Document §4).
    ///
    /// - Throws: the same, and for what a document must not have.
    package func metadata(ofDocument object: JSONObject, at uri: ClientDocumentURI) throws(OAuthError) -> ClientMetadata
    {
        guard let id = object["client_id"]?.string, id.utf8.elementsEqual(uri.value.utf8) else {
            throw OAuthError(.invalidClientMetadata, "client_id must be the address of the document")
        }
        for name in ["client_secret", "client_secret_expires_at"] where object[name] ?? .null != .null {
            throw OAuthError(.invalidClientMetadata, "\(name) has no place in a public document")
        }
        let metadata = try judged(try StatedMetadata(of: object, grants: Self.openGrants, orElse: .none))
        guard !metadata.authenticationMethod.usesSecret else {
            throw OAuthError(
                .invalidClientMetadata, "token_endpoint_auth_method cannot need a secret: a document is public")
        }
        guard !metadata.redirectURIs.isEmpty || metadata.grantTypes == [.deviceCode] else {
            throw OAuthError(.invalidRedirectURI, "redirect_uris is missing")
        }
        return metadata
    }

    /// Why no document is fetched from there, as far as the address itself shows; `nil` if nothing speaks against it.
    package func objection(to uri: ClientDocumentURI) -> OutboundPolicy.Objection? {
        WebURI(uri.value).flatMap { OutboundPolicy(allowing: configuration.plainDocuments).objection(to: $0) }
    }

    /// Whether documents there are believed.
    package func believes(_ uri: ClientDocumentURI) -> Bool {
        configuration.acceptsDocuments && objection(to: uri) != .plainHTTP
            && configuration.documentHosts.map { $0.contains(uri.host) } ?? true
    }

    /// Whether any client that comes may have the grant, and not only one that showed an initial access token.
    package func mayHave(_ grant: GrantType) -> Bool { Self.openGrants.contains(grant) }

    /// The client as it may be now, whatever the rules were when it came; `nil` if it may not be here any more.
    package func bounded(_ client: ClientRecord) -> ClientRecord? {
        var client = client
        let hadRedirects = !client.metadata.redirectURIs.isEmpty
        client.metadata.redirectURIs.removeAll { !takes($0) }
        guard !hadRedirects || !client.metadata.redirectURIs.isEmpty else { return nil }
        // What it wants may have been retired since; when it registers again, it is told so.
        guard signs(for: client.metadata) else { return nil }
        bound(&client.metadata)
        return client
    }

    /// Whether there are keys for what the client wants signed.
    func signs(for metadata: ClientMetadata) -> Bool { signatures.allows(metadata) }

    private var signatures: SigningChoice { .ofDynamicClients(tokens, published: ring.current) }

    private func takes(_ uri: RedirectURI) -> Bool {
        guard !uri.isLocal, let hosts = configuration.redirectHosts else { return true }
        return uri.parts.host.map { hosts.contains($0.octets.lowercased) } ?? false
    }

    /// What a dynamic client registered is what it asks for by default. What it may ask for later is the policy's to say and its
    /// users' to allow, so that it can step up to a scope that it did not know of when it came. Where no user is asked,
    /// what it registered is all.
    private func bound(_ metadata: inout ClientMetadata) {
        let wanted = usual(metadata.defaultScope)
        metadata.scope = isAsked(for: metadata) ? ceiling : wanted
        metadata.defaultScope = wanted
    }

    private func judged(_ stated: StatedMetadata) throws(OAuthError) -> ClientMetadata {
        let uris = RegisteredURIs(by: .dynamicClient, allowing: configuration.plainDocuments)
        var metadata = uris.withoutUseless(stated.metadata)
        // Spelt out, since words that identifiers carry as one octet are kept in full once somebody lets the client in.
        guard metadata.json.octets.count <= Self.size else { throw SealedRegistrations.tooMuch }
        try uris.check(metadata)
        guard metadata.redirectURIs.allSatisfy(takes) else {
            throw OAuthError(.invalidRedirectURI, "redirect_uris: clients of this host are not taken here")
        }
        // A sector is proved by the redirect URIs that its document lists; without any, it could be anybody's.
        guard metadata.subjectType == .public || !metadata.redirectURIs.isEmpty else {
            throw OAuthError(
                .invalidClientMetadata, "subject_type pairwise needs redirect_uris, which prove the sector")
        }
        metadata.defaultScope = stated.scope
        guard isAsked(for: metadata) || stated.scope.map(mayHaveSome(of:)) ?? true else {
            throw OAuthError(
                .invalidClientMetadata, "scope: none of these may be had here, but some of: \(ceiling.description)")
        }
        bound(&metadata)
        try RegisteredKeys.check(metadata, within: .dynamicClients)
        try signatures.check(metadata)
        return metadata
    }

    /// Whether a person is asked for whatever the client gets.
    private func isAsked(for metadata: ClientMetadata) -> Bool { metadata.grantTypes.allSatisfy(mayHave) }

    /// Whether a client that states these scopes may have one of them. Where no person is asked later, the usual ones in their
    /// place would be a registration that works and does nothing of what it is for (RFC 7591 §3.2.2).
    private func mayHaveSome(of stated: Scope) -> Bool { stated.isEmpty || !stated.intersection(ceiling).isEmpty }

    /// What a request without a scope asks for: what the client stated, as far as it may have it. Clients state scopes of
    /// their own invention, or OpenID's where there are none, before they have seen what the resource asks for: that is no
    /// reason to turn them away (RFC 7591 §3.2.1 lets the server replace it). They get OpenID's then, or whatever there is.
    private func usual(_ stated: Scope?) -> Scope {
        [stated ?? .none, Self.defaultScopes].lazy.map { $0.intersection(ceiling) }.first { !$0.isEmpty } ?? ceiling
    }
}
