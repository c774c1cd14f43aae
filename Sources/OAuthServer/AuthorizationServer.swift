import JOSE
import OAuthProtocol
import Storage

/// Everything that the endpoints need of OAuth, composed from a configuration, a store and keys. What is listed here is
/// what works, and what works is what the metadata says.
package struct AuthorizationServer: Sendable {
    package let configuration: ServerConfiguration
    package let keys: TokenKeys
    package let clients: ClientDirectory
    package let token: TokenOperation
    package let authorization: AuthorizationOperation
    package let device: DeviceAuthorizationOperation
    package let deviceVerification: DeviceVerification
    package let userInfo: UserInfoOperation
    package let renewal: RenewalOperation
    package let revocation: RevocationOperation
    package let introspection: IntrospectionOperation
    package let logout: LogoutOperation
    /// For the delivery of logout tokens, which needs a clock and so is none of the operations.
    package let logoutTokens: LogoutTokenIssuer
    package let applications: Applications
    package let metadata: MetadataOperation

    /// - Parameters:
    ///   - slowSecrets: verifies client secrets that people chose.
    ///   - documents: fetches the keys of trusted issuers.
    package init(
        configuration: ServerConfiguration, store: any Store, keys: TokenKeys, entropy: Entropy,
        slowSecrets: any SlowSecretVerifying, documents: any DocumentFetching
    ) {
        let endpoints = MetadataOperation.Endpoints()
        let resources = ResourceDirectory(configuration)
        let clients = ClientDirectory(store: store)
        let authenticator = ClientAuthenticator(clients: clients, secrets: SecretVerifier(slow: slowSecrets))
        let clientKeys = ClientKeys(documents: documents)
        let issuer = TokenIssuer(
            configuration: configuration, resources: resources, keys: keys, clientKeys: clientKeys, entropy: entropy)
        let verifier = AccessTokenVerifier(
            issuer: configuration.issuer, keys: keys, clients: clients, delegations: store, revoked: store)
        let refreshTokens = RefreshTokenReader(delegations: store, keys: keys)

        var grants: [any Grant] = [
            AuthorizationCodeGrant(delegations: store, resources: resources, keys: keys, tokens: configuration.tokens),
            RefreshTokenGrant(delegations: store, resources: resources, keys: keys, tokens: configuration.tokens),
            ClientCredentialsGrant(resources: resources),
            DeviceCodeGrant(
                devices: store, delegations: store, resources: resources, keys: keys, tokens: configuration.tokens,
                entropy: entropy),
        ]
        let assertions = AssertionVerifier(
            configuration: configuration, tokenEndpoints: [configuration.issuer.url(endpoints.token)],
            documents: documents)
        if assertions.trustsAnyone {
            grants.append(
                JWTBearerGrant(assertions: assertions, users: store, resources: resources, entropy: entropy))
        }

        self.configuration = configuration
        self.keys = keys
        self.clients = clients
        token = TokenOperation(
            authenticator: authenticator, grants: grants, issuer: issuer, delegations: store, devices: store,
            compatibility: configuration.compatibility)
        authorization = AuthorizationOperation(
            configuration: configuration, clients: clients,
            requestObjects: RequestObjects(
                issuer: configuration.issuer, clients: clients, keys: clientKeys, documents: documents),
            resources: resources, keys: keys, store: store, entropy: entropy)
        device = DeviceAuthorizationOperation(
            page: configuration.issuer.url(endpoints.devicePage), authenticator: authenticator, resources: resources,
            devices: store, keys: keys, entropy: entropy)
        deviceVerification = DeviceVerification(clients: clients, keys: keys, store: store, entropy: entropy)
        userInfo = UserInfoOperation(issuer: configuration.issuer, verifier: verifier, keys: keys)
        renewal = RenewalOperation(configuration: configuration, verifier: verifier, issuer: issuer)
        revocation = RevocationOperation(
            authenticator: authenticator, verifier: verifier, refreshTokens: refreshTokens, delegations: store,
            revoked: store)
        introspection = IntrospectionOperation(
            configuration: configuration, authenticator: authenticator, clients: clients, verifier: verifier,
            refreshTokens: refreshTokens, keys: keys)
        logout = LogoutOperation(issuer: configuration.issuer, clients: clients, ring: keys.ring)
        logoutTokens = LogoutTokenIssuer(
            issuer: configuration.issuer, keys: keys, clientKeys: clientKeys, entropy: entropy)
        applications = Applications(consents: store, clients: clients)
        metadata = MetadataOperation(
            configuration: configuration, endpoints: endpoints, grants: token.grantTypes, resources: resources)
    }
}
