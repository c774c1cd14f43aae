import HTTPTypes
import OAuthServer

extension Site {
    /// The whole route table. Each path that begins `/v1/auth/` answers also without `/v1`, in any letter case; each
    /// path answers below the issuer's path too.
    package var routes: [Route] {
        let metadataURL = server.protectedResources.ownMetadataURL
        let metadata = PlainEndpoint { _ in .document(server.metadata.document) }
        let algorithms = server.configuration.tokens.standingAlgorithms(for: server.configuration.resources)
        let authorization = AuthorizationEndpoint(operation: server.authorization, browsers: browsers, pages: pages)
        let login = LoginEndpoint(
            entry: entryForm("login"), signIn: signIn, metrics: metrics,
            offersRegistration: server.configuration.accountRegistration, offersPasskeys: passkeys != nil,
            sendsMail: outbox != nil)
        let consent = ConsentEndpoint(
            operation: server.authorization, configuration: server.configuration, browsers: browsers, pages: pages)
        let device = DeviceEndpoint(
            verification: server.deviceVerification, guesses: userCodeGuesses, configuration: server.configuration,
            browsers: browsers, pages: pages)
        let secondFactor = SecondFactorEndpoint(
            entry: entryForm("second factor"), offersPasskeys: passkeys != nil, metrics: metrics)
        let security = SecurityEndpoint(
            operation: server.authorization, accounts: accounts, secondFactors: secondFactors, sessions: sessions,
            passkeys: passkeys, notices: notices, standard: standard, browsers: browsers, pages: pages)
        let reset = ResetPasswordEndpoint(
            links: links, secondFactors: secondFactors, standard: standard, notices: notices, browsers: browsers,
            pages: pages)
        let profile = ProfileEndpoint(
            operation: server.authorization, accounts: accounts, links: links, notices: notices,
            data: PersonalData(applications: server.applications, sessions: sessions, secondFactors: secondFactors),
            claims: server.configuration.profileClaims, offersRemoval: server.configuration.accountRemoval,
            browsers: browsers, pages: pages)
        let logout = LogoutEndpoint(operation: server.logout, sessions: sessions, browsers: browsers, pages: pages)

        var routes = [
            program([Endpoints.token, "/token"], [.post: ProgramEndpoint.token(server.token, metrics)]),
            program([Endpoints.revocation], [.post: ProgramEndpoint.revocation(server.revocation)]),
            program(
                [Endpoints.introspection], [.post: ProgramEndpoint.introspection(server.introspection)], cors: false),
            program([Endpoints.deviceAuthorization], [.post: ProgramEndpoint.deviceAuthorization(server.device)]),
            program(
                [Endpoints.userInfo], both(BearerEndpoint.userInfo(server.userInfo, metadataURL: metadataURL))),
            program([Endpoints.me], [.get: BearerEndpoint.me(server.userInfo, metadataURL: metadataURL)]),
            plain([Endpoints.jwks], PlainEndpoint { .document(server.keys.jwks(at: $0.now)) }, cors: true),
            plain(wellKnown("openid-configuration"), metadata, cors: true),
            plain(wellKnown("oauth-authorization-server"), metadata, cors: true),
            plain(
                ["", "/", "/*"].map { ProtectedResources.wellKnownPath + $0 },
                .protectedResource(server.protectedResources), cors: true),

            page([Endpoints.authorization, "/oauth/authorize", "/authorize"], both(authorization)),
            page(["/login"], both(login)),
            page(["/login/code"], both(secondFactor)),
            page(["/consent"], both(consent)),
            page([Endpoints.devicePage], both(device)),
            page(["/account"], [.get: account(.overview)]),
            page([SecurityEndpoint.path], both(security)),
            page([ProfileEndpoint.path], both(profile)),
            page([ResetPasswordEndpoint.path], both(reset)),
            page(["/account/sessions"], both(account(.sessions))),
            page(["/account/applications"], both(account(.applications))),
            page([Endpoints.endSession], both(logout)),
            plain(["/branding/{file}"], .logos(of: pages.brands)),

            plain(["/healthz"], .health),
            plain(["/readyz"], .readiness(of: store, server.keys.ring, algorithms: algorithms)),
            plain(["/metrics"], .metrics(metrics.registry)),
        ]
        if let passkeys {
            let endpoint = { (purpose: PasskeyEndpoint.Purpose) in
                PasskeyEndpoint(
                    purpose: purpose, passkeys: passkeys, notices: notices, entry: entryForm("passkey"),
                    metrics: metrics)
            }
            routes += [
                page(["/login/passkey/options"], [.post: endpoint(.requestOptions)]),
                page(["/login/passkey"], [.post: endpoint(.signIn)]),
                page(["/account/security/passkeys/options"], [.post: endpoint(.creationOptions)]),
                page(["/account/security/passkeys"], [.post: endpoint(.add)]),
            ]
        }
        if outbox != nil {
            let forgotten = ForgotPasswordEndpoint(links: links, notices: notices, browsers: browsers, pages: pages)
            let address = VerifyEmailEndpoint(
                operation: server.authorization, links: links, notices: notices, browsers: browsers, pages: pages)
            let invitation = InvitationEndpoint(invitations: invitations, entry: entryForm("invitation"))
            routes += [
                page([ForgotPasswordEndpoint.path(for: nil)], both(forgotten)),
                page([VerifyEmailEndpoint.path], both(address)),
                page(["/invitation"], both(invitation)),
            ]
        }
        if let registration = server.registration {
            let endpoint = RegistrationEndpoint(operation: registration)
            routes.append(program([Endpoints.registration, "/register"], [.post: endpoint]))
            routes.append(
                program(
                    [Endpoints.registration + "/{client_id}"], [.get: endpoint, .put: endpoint, .delete: endpoint]))
        }
        if server.configuration.accountRegistration {
            let createAccount = CreateAccountEndpoint(
                entry: entryForm("create account"), registration: registration, links: links, notices: notices)
            routes.append(page([CreateAccountEndpoint.path], both(createAccount)))
        }
        if server.configuration.compatibility.renew {
            let renewal = BearerEndpoint.renewal(server.renewal, metadataURL: metadataURL)
            routes.append(program([Endpoints.renewal], both(renewal)))
        }
        return routes
    }

    private func program(
        _ paths: [String], _ methods: [HTTPRequest.Method: any Endpoint], cors: Bool = true
    ) -> Route {
        Route(paths, methods: methods, cors: cors, family: .token, name: paths[0])
    }

    private func plain(_ paths: [String], _ endpoint: PlainEndpoint, cors: Bool = false) -> Route {
        Route(paths, methods: [.get: endpoint], cors: cors, family: .plain, name: paths[0])
    }

    private func page(_ paths: [String], _ methods: [HTTPRequest.Method: any Endpoint]) -> Route {
        Route(paths, methods: methods, family: .page, name: paths[0])
    }

    private func both(_ endpoint: any Endpoint) -> [HTTPRequest.Method: any Endpoint] {
        [.get: endpoint, .post: endpoint]
    }

    private func entryForm(_ purpose: String) -> EntryForm {
        EntryForm(
            purpose: purpose, operation: server.authorization, secondFactors: secondFactors, browsers: browsers,
            pages: pages)
    }

    private func account(_ section: AccountEndpoint.Section) -> AccountEndpoint {
        AccountEndpoint(
            section: section, applications: server.applications, sessions: sessions, secondFactors: secondFactors,
            browsers: browsers, pages: pages)
    }

    /// The places of a metadata document: at the root, and for an issuer with a path also with that path inserted
    /// (RFC 8414 §3.1); the appended form comes with the base path.
    private func wellKnown(_ name: String) -> [String] {
        let root = "/.well-known/\(name)"
        let path = server.configuration.issuer.path
        return path.isEmpty ? [root] : [root, root + path]
    }
}
