import HTTPTypes
import Identity
import OAuthProtocol
import OAuthServer
import Storage
import WebPages

/// `/reset-password`: what two kinds of links lead to, with `token` in the query: the one that an operator hands over, with which
/// somebody begins anew who has lost everything, and the one that is mailed to who has forgotten a password, which asks for the
/// second factor where there is one. Opening it uses nothing up, since programs that look through messages do that too; it signs
/// in nobody.
package struct ResetPasswordEndpoint: Endpoint {
    package static let path = "/reset-password"
    private static let subject = BrowserSessions.FormSubject.entry("reset password")

    let links: OneTimeLinks
    let secondFactors: SecondFactors
    let standard: PasswordStandard
    let notices: Notices
    let browsers: BrowserSessions
    let pages: PageResponder

    /// Who came, by what.
    private struct Visit {
        let context: BrowserContext
        let token: Secret
        let purpose: OneTimeLinkRecord.Purpose
        let user: UserRecord
        /// Whether a second factor must be shown.
        let asksForFactor: Bool
    }

    package func respond(to request: WebRequest) async -> WebResponse {
        await BrowserFrame(browsers: browsers, pages: pages).respond(to: request) { context throws(OAuthError) in
            let fields = context.isPosted ? try request.form() : try request.queryParameters()
            guard let visit = try await visit(context, Secret(fields["token"] ?? "")) else { return gone(context) }
            guard context.isPosted else { return form(visit) }
            guard browsers.isGenuine(fields, from: context, about: Self.subject) else {
                return context.isNew ? pages.cookiesBlocked(for: request) : form(visit, .stale)
            }
            return try await set(Secret(fields["new_password"] ?? ""), fields, visit)
        }
    }

    private func visit(_ context: BrowserContext, _ token: Secret) async throws(OAuthError) -> Visit? {
        for purpose in [OneTimeLinkRecord.Purpose.reset, .password] {
            let found = try await storing(await links.find(token, for: purpose, at: context.now))
            guard let user = found?.user else { continue }
            let asks = purpose == .password ? try await storing(await secondFactors.hasAny(user.id)) : false
            return Visit(context: context, token: token, purpose: purpose, user: user, asksForFactor: asks)
        }
        return nil
    }

    private func set(
        _ password: Secret, _ fields: Parameters, _ visit: Visit
    ) async throws(OAuthError) -> WebResponse {
        let (user, context) = (visit.user, visit.context)
        if let fault = standard.fault(of: password, for: [user.username, user.email]) {
            return form(visit, FormProblem(fault))
        }
        if visit.asksForFactor, let problem = try await problem(with: fields, visit) { return form(visit, problem) }
        let outcome = try await storing(
            await links.setPassword(
                password, by: visit.token, for: visit.purpose, of: user, notices.circumstances(of: context.request),
                from: context.request.address, at: context.now))
        switch outcome {
        case .done: return pages.redirect(to: LoginEndpoint.path(for: nil))
        case .gone: return gone(context)
        case .busy(let seconds): return form(visit, .busy(retryAfter: seconds))
        }
    }

    /// What is wrong with the second factor; `nil` if it was right.
    private func problem(with fields: Parameters, _ visit: Visit) async throws(OAuthError) -> FormProblem? {
        let recovery = fields["recovery_code"].flatMap { $0.isEmpty ? nil : $0 }
        let outcome = try await storing(
            await secondFactors.judge(
                recovery.map { .recoveryCode($0) } ?? .code(fields["code"] ?? ""), of: visit.user, in: nil,
                since: visit.context.now, isByLink: true, at: visit.context.now))
        switch outcome {
        case .right(let signedIn):
            try await storing(await secondFactors.settle(signedIn))
            return nil
        case .wrong: return recovery == nil ? .wrongOneTimeCode : .wrongRecoveryCode
        case .throttled(let seconds): return .throttled(retryAfter: seconds)
        }
    }

    private func gone(_ context: BrowserContext) -> WebResponse {
        pages.page(.linkGone(), for: context.request, outcome: "stale")
    }

    private func form(_ visit: Visit, _ problem: FormProblem? = nil) -> WebResponse {
        pages.page(
            .resetPassword(
                username: visit.user.username, token: visit.token, endsAll: visit.purpose == .reset,
                asksForFactor: visit.asksForFactor, problem: problem, passwordLeast: standard.least,
                csrf: browsers.formToken(of: visit.context, about: Self.subject)),
            for: visit.context.request)
    }
}

extension FormProblem {
    init(_ fault: PasswordFault) {
        self =
            switch fault {
            case .tooShort(let least): .passwordTooShort(least: least)
            case .tooLong(let most): .passwordTooLong(most: most)
            case .common: .passwordCommon
            case .name: .passwordName
            }
    }

    init(_ fault: SelfRegistration.Fault) {
        self =
            switch fault {
            case .usernameInvalid: .usernameInvalid
            case .usernameTaken: .usernameTaken
            case .emailInvalid: .emailInvalid
            case .emailTaken: .emailTaken
            case .nameInvalid: .nameInvalid
            case .password(let fault): FormProblem(fault)
            }
    }
}
