import HTTPTypes
import Identity
import OAuthProtocol
import OAuthServer
import Storage
import WebPages

/// `/account/security`: what a person signs in with. Whatever changes it asks for a sign-in of late.
struct SecurityEndpoint: Endpoint {
    static let path = "/account/security"
    private static let subject = BrowserSessions.FormSubject.matter("account security")

    let operation: AuthorizationOperation
    let accounts: Accounts
    let secondFactors: SecondFactors
    let sessions: Sessions
    /// `nil` where there are none.
    let passkeys: Passkeys?
    let notices: Notices
    let standard: PasswordStandard
    let browsers: BrowserSessions
    let pages: PageResponder

    /// The page's address below the issuer, for the request that waits under `handle` until something is set up.
    static func path(for handle: Secret) -> String {
        "\(path)?request=\(handle.exposed)"
    }

    /// What a request for the page brings.
    private struct Visit {
        let context: BrowserContext
        let session: SessionRecord
        let user: UserRecord
        /// What waits until something is set up; `nil` if nothing does.
        let pending: PendingInteraction?

        var now: Timestamp { context.now }
    }

    func respond(to request: WebRequest) async -> WebResponse {
        await BrowserFrame(browsers: browsers, pages: pages, givesCookie: false).respond(to: request) {
            context throws(OAuthError) in
            let fields = context.isPosted ? try request.form() : try request.queryParameters()
            var pending: PendingInteraction?
            if let handle = fields["request"].map(Secret.init) {
                pending = try await operation.open(handle, in: context.browser, at: request.now).pending
            }
            guard let (session, user) = context.browser.signedIn else {
                return pages.redirect(to: LoginEndpoint.path(for: pending?.handle))
            }
            let visit = Visit(context: context, session: session, user: user, pending: pending)
            guard context.isPosted else { return try await overview(visit) }
            guard browsers.isGenuine(fields, from: context, about: Self.subject) else {
                return pages.stale(for: request)
            }
            let step = try await operation.step(for: .security, in: context.browser, at: request.now)
            guard case .account = step else { return pages.carryOut(step, for: request) }
            return try await change(fields, visit)
        }
    }

    private func change(_ fields: Parameters, _ visit: Visit) async throws(OAuthError) -> WebResponse {
        switch fields["action"] {
        case "set-up-codes" where secondFactors.policy != .off:
            return ask(
                secondFactors.beginOneTimeCodes(
                    for: visit.user, in: visit.session.id, service: pages.brands.own.shownName, at: visit.now), visit)
        case "confirm-codes" where secondFactors.policy != .off: return try await confirm(fields, visit)
        case "remove-codes" where secondFactors.policy != .off:
            try await storing(
                await secondFactors.removeOneTimeCodes(of: visit.user.id, telling: notice(.codesRemoved, visit)))
            return pages.redirect(to: Self.path)
        case "renew-recovery-codes" where secondFactors.policy != .off:
            let codes = try await storing(
                await secondFactors.renewRecoveryCodes(
                    of: visit.user.id, telling: notice(.recoveryCodesReplaced, visit)))
            guard let codes else { return pages.stale(for: visit.context.request) }
            return show(codes, visit)
        case "rename-passkey":
            guard let id = fields["id"].flatMap({ Base64URL.decode($0) }), let passkeys else { break }
            try await storing(await passkeys.rename(id, of: visit.user.id, to: fields["name"] ?? ""))
            return pages.redirect(to: Self.path)
        case "remove-passkey":
            guard let id = fields["id"].flatMap({ Base64URL.decode($0) }), let passkeys else { break }
            let known = try await storing(await secondFactors.factors(of: visit.user.id)).passkeys
            let name = known.first { $0.id == id }?.name
            let isRemoved = try await storing(
                await passkeys.remove(
                    id, of: visit.user.id, telling: notice(.passkeyRemoved, visit, detail: name ?? "")))
            return isRemoved ? pages.redirect(to: Self.path) : try await overview(visit, .passkeyStays)
        case "change-password": return try await changePassword(Secret(fields["new_password"] ?? ""), visit)
        default: break
        }
        return pages.stale(for: visit.context.request)
    }

    private func confirm(_ fields: Parameters, _ visit: Visit) async throws(OAuthError) -> WebResponse {
        let carried = Secret(fields["setup"] ?? "")
        let codes = try await storing(
            await secondFactors.confirmOneTimeCodes(
                carried, code: fields["code"] ?? "", for: visit.user, in: visit.session.id,
                telling: notice(.codesSetUp, visit), at: visit.now))
        guard let codes else {
            let again = secondFactors.repeatOneTimeCodes(
                carried, for: visit.user, in: visit.session.id, service: pages.brands.own.shownName, at: visit.now)
            guard let again else { return pages.stale(for: visit.context.request) }
            return ask(again, visit, .wrongFirstCode)
        }
        // Whoever had come in without is out; the applications that were let in stay.
        let others = try await storing(await sessions.list(of: visit.user.id, most: SessionRecord.most, at: visit.now))
        for other in others where other.id != visit.session.id {
            _ = try await storing(
                await sessions.end(
                    session: other.id, of: visit.user.id, keepingOfflineAccess: true, at: visit.now))
        }
        // Who has shown that the application has the secret has shown a second factor.
        let (_, leave) = try await goOn(as: visit.user, visit.session.methods.union(.oneTimeCode), visit)
        var response = show(codes, visit)
        leave(&response)
        return response
    }

    private func changePassword(_ password: Secret, _ visit: Visit) async throws(OAuthError) -> WebResponse {
        if let fault = standard.fault(of: password, for: [visit.user.username, visit.user.email]) {
            return try await overview(visit, FormProblem(fault))
        }
        do throws(AccountError) {
            try await accounts.setPassword(
                password, of: visit.user.id, for: .knownBrowser(of: visit.user.id, at: visit.context.request.address),
                telling: notice(.passwordChanged, visit), at: visit.now)
        } catch {
            switch error {
            case .busy(let seconds): return try await overview(visit, .busy(retryAfter: seconds))
            default: throw OAuthError(.serverError, "the password could not be changed", cause: "\(error)")
            }
        }
        // Every session has ended, this one too; it goes on.
        guard let user = try await storing(await accounts.find(visit.user.id)) else {
            return pages.redirect(to: LoginEndpoint.path(for: nil))
        }
        let (after, leave) = try await goOn(as: user, visit.session.methods, visit)
        var response = try await overview(after, isPasswordChanged: true)
        leave(&response)
        return response
    }

    /// The person's session goes on, under a new cookie (threat 19), as long after the sign-in as it was.
    ///
    /// - Returns: the visit under that cookie, and what sets it.
    private func goOn(
        as user: UserRecord, _ methods: AuthenticationMethods, _ visit: Visit
    ) async throws(OAuthError) -> (Visit, (inout WebResponse) -> Void) {
        let signedIn = secondFactors.goingOn(in: visit.session, as: user, by: methods)
        guard let context = try await browsers.signIn(signedIn, in: visit.context), let session = context.session else {
            throw OAuthError(.accessDenied, "the account was disabled or given another password meanwhile")
        }
        let after = Visit(context: context, session: session, user: user, pending: visit.pending)
        return (after, { browsers.remember(signedIn, in: context, on: &$0) })
    }

    private func overview(
        _ visit: Visit, _ problem: FormProblem? = nil, isPasswordChanged: Bool = false
    ) async throws(OAuthError) -> WebResponse {
        let factors = try await storing(await secondFactors.factors(of: visit.user.id))
        let settings = SecuritySettings(
            passkeys: factors.passkeys.map {
                PasskeyRow(
                    id: Base64URL.encode($0.id), name: $0.name, createdAt: CivilTime($0.createdAt),
                    lastUsedAt: $0.lastUsedAt.map { CivilTime($0) })
            },
            codesSince: factors.oneTimeCodesSince.map { CivilTime($0) }, offersCodes: secondFactors.policy != .off,
            offersPasskeys: passkeys != nil,
            browser: UserAgent.summary(of: visit.context.request.headers[.userAgent]),
            recoveryCodes: factors.recoveryCodes, passwordLeast: standard.least)
        return pages.page(
            .security(
                settings, problem: problem, isPasswordChanged: isPasswordChanged,
                waiting: visit.pending.map {
                    WaitingRequestNote(clientName: $0.client?.shownName, handle: $0.handle.exposed)
                }, csrf: token(visit)),
            for: visit.context.request)
    }

    private func ask(_ setup: OneTimeCodeSetup, _ visit: Visit, _ problem: FormProblem? = nil) -> WebResponse {
        pages.page(
            .oneTimeCodeSetup(
                secret: setup.secret, picture: QRCode(setup.uri.exposed), setup: setup.carried, problem: problem,
                request: visit.pending?.handle.exposed, csrf: token(visit)),
            for: visit.context.request)
    }

    private func show(_ codes: [RecoveryCode], _ visit: Visit) -> WebResponse {
        pages.page(
            .recoveryCodes(codes.map(\.text), request: visit.pending?.handle.exposed), for: visit.context.request)
    }

    private func notice(_ kind: MailRecord.Kind, _ visit: Visit, detail: String? = nil) -> MailRecord? {
        notices.notice(kind, to: visit.user, detail: detail, visit.context.request)
    }

    private func token(_ visit: Visit) -> String {
        browsers.formToken(of: visit.context, about: Self.subject)
    }
}
