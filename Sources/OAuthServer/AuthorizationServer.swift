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
    /// `nil` where nobody may register by itself.
    package let registration: RegistrationOperation?
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
    package let protectedResources: ProtectedResources

    /// - `slowSecrets`: verifies client secrets that people chose.
    /// - `provisioning`: draws up the accounts of people whom trusted issuers vouch for.
    /// - `documents`: fetches the keys of trusted issuers, and what the operator's clients name.
    /// - `dynamicClientDocuments`: fetches what dynamic clients name; `nil` for the same.
    package init(
        configuration: ServerConfiguration, store: any Store, keys: TokenKeys, entropy: Entropy,
        slowSecrets: any SlowSecretVerifying, provisioning: any AccountProposing, documents: any DocumentFetching,
        dynamicClientDocuments: (any DocumentFetching)? = nil
    ) {
        let dynamicClientDocuments = dynamicClientDocuments ?? documents
        let resources = ResourceDirectory(configuration)
        let rules = RegistrationRules(configuration, ring: keys.ring)
        let registrations = SealedRegistrations(keys: keys, entropy: entropy)
        let clients = ClientDirectory(
            store: store,
            unregistered: UnregisteredClients(
                store: store, rules: rules, registrations: registrations,
                documents: ClientDocuments(rules: rules, documents: dynamicClientDocuments)))
        let clientKeys = ClientKeys(documents: documents, dynamicClientDocuments: dynamicClientDocuments)
        let signatures = SignatureVerifier()
        let authenticator = ClientAuthenticator(
            clients: clients, secrets: SecretVerifier(slow: slowSecrets),
            assertions: ClientAssertionVerifier(
                issuer: configuration.issuer, tokenEndpoint: configuration.issuer.url(Endpoints.token),
                keys: clientKeys, signatures: signatures, assertions: store, epoch: configuration.securityEpoch))
        let issuer = TokenIssuer(
            configuration: configuration, resources: resources, keys: keys, clientKeys: clientKeys, entropy: entropy)
        let verifier = AccessTokenVerifier(
            issuer: configuration.issuer, keys: keys, clients: clients, store: store,
            epoch: configuration.securityEpoch)
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
            configuration: configuration, tokenEndpoints: [configuration.issuer.url(Endpoints.token)],
            signatures: signatures, documents: documents)
        if assertions.trustsAnyone {
            grants.append(
                JWTBearerGrant(
                    assertions: assertions, accounts: AssertedAccounts(store: store, proposals: provisioning),
                    store: store,
                    resources: resources, entropy: entropy))
        }
        if !configuration.exchange.isEmpty {
            grants.append(
                TokenExchangeGrant(
                    configuration: configuration, verifier: verifier, exchanges: store, resources: resources,
                    keys: keys,
                    entropy: entropy))
        }

        self.configuration = configuration
        self.keys = keys
        self.clients = clients
        token = TokenOperation(
            authenticator: authenticator, grants: grants, issuer: issuer, clients: clients,
            compatibility: configuration.compatibility)
        registration =
            configuration.registration.policy == .off
            ? nil
            : RegistrationOperation(
                endpoint: configuration.issuer.url(Endpoints.registration), rules: rules, registrations: registrations,
                keys: keys, clients: clients, store: store, documents: dynamicClientDocuments)
        authorization = AuthorizationOperation(
            configuration: configuration, clients: clients,
            requestObjects: RequestObjects(
                issuer: configuration.issuer, clients: clients, own: keys.requests, keys: clientKeys,
                signatures: signatures, documents: documents, dynamicClientDocuments: dynamicClientDocuments),
            resources: resources, keys: keys, clientKeys: clientKeys, store: store, entropy: entropy)
        device = DeviceAuthorizationOperation(
            page: configuration.issuer.url(Endpoints.devicePage), authenticator: authenticator, resources: resources,
            devices: store, keys: keys, entropy: entropy)
        deviceVerification = DeviceVerification(
            configuration: configuration, clients: clients, keys: keys, store: store, entropy: entropy)
        userInfo = UserInfoOperation(
            issuer: configuration.issuer, verifier: verifier, keys: keys, clientKeys: clientKeys)
        renewal = RenewalOperation(configuration: configuration, verifier: verifier, issuer: issuer)
        revocation = RevocationOperation(
            authenticator: authenticator, verifier: verifier, refreshTokens: refreshTokens, delegations: store,
            revoked: store)
        introspection = IntrospectionOperation(
            configuration: configuration, authenticator: authenticator, clients: clients, verifier: verifier,
            refreshTokens: refreshTokens, keys: keys, clientKeys: clientKeys)
        logout = LogoutOperation(issuer: configuration.issuer, clients: clients, ring: keys.ring)
        logoutTokens = LogoutTokenIssuer(
            issuer: configuration.issuer, keys: keys, clientKeys: clientKeys, entropy: entropy)
        applications = Applications(consents: store, clients: clients)
        protectedResources = ProtectedResources(configuration: configuration, resources: resources)
        metadata = MetadataOperation(
            configuration: configuration, grants: token.grantTypes, resources: protectedResources)
    }
}
