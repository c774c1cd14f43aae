import HTTPTypes
import OAuthServer

extension Site {
    /// The whole route table. Each path that begins `/v1/auth/` answers also without `/v1`, in any letter case; each
    /// path answers below the issuer's path too.
    package var routes: [Route] {
        let authorization = AuthorizationEndpoint(operation: server.authorization, browsers: browsers, pages: pages)
        let metadata = MetadataEndpoint(operation: server.metadata)
        let completion = SignInCompletion(
            operation: server.authorization, browsers: browsers, pages: pages)
        let login = LoginEndpoint(
            operation: server.authorization, signIn: signIn, completion: completion, browsers: browsers, pages: pages,
            metrics: metrics, offersRegistration: server.configuration.accountRegistration)
        let consent = ConsentEndpoint(
            operation: server.authorization, configuration: server.configuration, browsers: browsers, pages: pages)
        let device = DeviceEndpoint(
            verification: server.deviceVerification, guesses: userCodeGuesses, configuration: server.configuration,
            browsers: browsers, pages: pages)
        let logout = LogoutEndpoint(
            operation: server.logout, sessions: sessions, browsers: browsers, pages: pages)

        var routes = [
            program(
                [Endpoints.token, "/token"], [.post: TokenEndpoint(operation: server.token, metrics: metrics)]),
            program([Endpoints.revocation], [.post: RevocationEndpoint(operation: server.revocation)]),
            program(
                [Endpoints.introspection], [.post: IntrospectionEndpoint(operation: server.introspection)], cors: false),
            program([Endpoints.deviceAuthorization], [.post: DeviceAuthorizationEndpoint(operation: server.device)]),
            program([Endpoints.userInfo], both(userInfo(.userInfo))),
            program([Endpoints.me], [.get: userInfo(.me)]),
            document([Endpoints.jwks], JWKSEndpoint(keys: server.keys)),
            document(wellKnown("openid-configuration"), metadata),
            document(wellKnown("oauth-authorization-server"), metadata),
            document(ProtectedResourceEndpoint.paths, ProtectedResourceEndpoint(resources: server.protectedResources)),

            page([Endpoints.authorization, "/oauth/authorize", "/authorize"], both(authorization)),
            page(["/login"], both(login)),
            page(["/consent"], both(consent)),
            page([Endpoints.devicePage], both(device)),
            page(["/account"], [.get: account(.overview)]),
            page(["/account/sessions"], both(account(.sessions))),
            page(["/account/applications"], both(account(.applications))),
            page([Endpoints.endSession], both(logout)),
            picture(BrandingEndpoint.path + "{file}", BrandingEndpoint(brands: brands)),

            probe("/healthz", HealthEndpoint()),
            probe(
                "/readyz",
                ReadinessEndpoint(
                    store: store, ring: server.keys.ring,
                    algorithms: server.configuration.tokens.standingAlgorithms(for: server.configuration.resources))),
            probe("/metrics", MetricsEndpoint(registry: metrics.registry)),
        ]
        if let registration = server.registration {
            routes.append(
                program([Endpoints.registration, "/register"], [.post: RegistrationEndpoint(operation: registration)]))
            let own = ClientConfigurationEndpoint(operation: registration)
            routes.append(program([Endpoints.registration + "/{client_id}"], [.get: own, .put: own, .delete: own]))
        }
        if server.configuration.accountRegistration {
            let createAccount = CreateAccountEndpoint(
                operation: server.authorization, registration: registration, completion: completion, browsers: browsers,
                pages: pages)
            routes.append(page([CreateAccountEndpoint.path], both(createAccount)))
        }
        if server.configuration.compatibility.renew {
            let renewal = RenewalEndpoint(
                operation: server.renewal, metadataURL: server.protectedResources.ownMetadataURL)
            routes.append(program([Endpoints.renewal], both(renewal)))
        }
        if let playground {
            let start = PlaygroundEndpoint(client: playground, site: self)
            routes.append(page(["/", PlaygroundEndpoint.startPath, PlaygroundEndpoint.callbackPath], [.get: start]))
        }
        return routes
    }

    private func program(
        _ paths: [String], _ methods: [HTTPRequest.Method: any Endpoint], cors: Bool = true
    ) -> Route {
        Route(paths, methods: methods, cors: cors, family: .token, name: paths[0])
    }

    private func document(_ paths: [String], _ endpoint: any Endpoint) -> Route {
        Route(paths, methods: [.get: endpoint], cors: true, family: .plain, name: paths[0])
    }

    private func picture(_ path: String, _ endpoint: any Endpoint) -> Route {
        Route([path], methods: [.get: endpoint], family: .plain, name: path)
    }

    private func page(_ paths: [String], _ methods: [HTTPRequest.Method: any Endpoint]) -> Route {
        Route(paths, methods: methods, family: .page, name: paths[0])
    }

    private func probe(_ path: String, _ endpoint: any Endpoint) -> Route {
        Route([path], methods: [.get: endpoint], family: .plain, name: path)
    }

    private func both(_ endpoint: any Endpoint) -> [HTTPRequest.Method: any Endpoint] {
        [.get: endpoint, .post: endpoint]
    }

    private func userInfo(_ shape: UserInfoEndpoint.Shape) -> UserInfoEndpoint {
        UserInfoEndpoint(
            operation: server.userInfo, shape: shape, metadataURL: server.protectedResources.ownMetadataURL)
    }

    private func account(_ section: AccountEndpoint.Section) -> AccountEndpoint {
        AccountEndpoint(
            section: section, applications: server.applications, sessions: sessions, browsers: browsers, pages: pages)
    }

    /// The places of a metadata document: at the root, and for an issuer with a path also with that path inserted
    /// (RFC 8414 §3.1); the appended form comes with the base path.
    private func wellKnown(_ name: String) -> [String] {
        let root = "/.well-known/\(name)"
        let path = server.configuration.issuer.path
        return path.isEmpty ? [root] : [root, root + path]
    }
}
