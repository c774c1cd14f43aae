import HTTPTypes
import Identity
import OAuthProtocol
import OAuthServer
import Storage
import WebPages

/// `/login/code`: the second step of signing in, for whoever has shown a password in this browser, and for whoever is signed in and
/// needs a second factor for what waits.
struct SecondFactorEndpoint: Endpoint {
    private static let path = "/login/code"

    let entry: EntryForm
    /// Whether a passkey may be shown instead.
    let offersPasskeys: Bool
    let metrics: ServerMetrics

    /// The form's address below the issuer, for the request that waits under `handle`.
    static func path(for handle: Secret?) -> String {
        handle.map { "\(path)?request=\($0.exposed)" } ?? path
    }

    func respond(to request: WebRequest) async -> WebResponse {
        await entry.respond(
            to: request, show: show, notOurs: { metrics.count(.stale) }, refuse: { signIn($0) }, judge: judge)
    }

    /// Who is asked: whoever has shown a password here lately, or else whoever is signed in.
    private func person(
        _ came: EntryRequest
    ) async throws(OAuthError) -> (user: UserRecord, session: SessionRecord?)? {
        if let carried = entry.browsers.cookies.read(BrowserCookies.firstFactor, from: came.request) {
            let found = try await storing(
                await entry.secondFactors.suspended(carried, in: came.context.browser.id, at: came.context.now))
            if let found { return (found, nil) }
        }
        guard let (session, user) = came.context.browser.signedIn else { return nil }
        return (user, session)
    }

    /// Where whoever is signed in goes on instead; `nil` if a second factor is what they need for what waits.
    private func wayOn(_ came: EntryRequest, _ session: SessionRecord) async throws(OAuthError) -> WebResponse? {
        guard let pending = came.pending else { return signIn(came) }
        // Whether a device needs one is found where its code is entered, which leads here.
        if pending.isForDevice, !session.methods.isMultiFactor { return nil }
        let step = try await entry.operation.next(of: pending, in: came.context.browser, at: came.context.now)
        if case .secondFactor = step { return nil }
        return entry.pages.carryOut(step, for: came.request)
    }

    private func show(_ came: EntryRequest) async throws(OAuthError) -> WebResponse {
        guard let (user, session) = try await person(came) else { return signIn(came) }
        if let session, let wayOn = try await wayOn(came, session) { return wayOn }
        return form(came, user)
    }

    private func judge(_ came: EntryRequest) async throws(OAuthError) -> WebResponse {
        guard let (user, session) = try await person(came) else { return signIn(came) }
        if let session, let wayOn = try await wayOn(came, session) { return wayOn }
        let recovery = came.fields["recovery_code"]
        let outcome = try await storing(
            await entry.secondFactors.judge(
                recovery.map { .recoveryCode($0) } ?? .code(came.fields["code"] ?? ""), of: user, in: session,
                at: came.context.now))
        switch outcome {
        case .right(let signedIn):
            metrics.count(.signedIn)
            var response = try await entry.complete(signedIn, came)
            if came.fields["remember"] == "on" { try await remember(user, came, on: &response) }
            return response
        case .wrong:
            // The same form, sent once more as by a double click, leads where it led first.
            if let begun = try await entry.browsers.begun(by: user.id, in: came.context), begun.methods.isMultiFactor {
                return try await entry.complete(
                    entry.secondFactors.goingOn(in: begun, as: user, by: begun.methods), came)
            }
            metrics.count(.wrong)
            return form(came, user, recovery == nil ? .wrongOneTimeCode : .wrongRecoveryCode)
        case .throttled(let seconds):
            metrics.count(.throttled)
            return form(came, user, .throttled(retryAfter: seconds))
        }
    }

    private func remember(
        _ user: UserRecord, _ came: EntryRequest, on response: inout WebResponse
    ) async throws(OAuthError) {
        let secret = try await storing(
            await entry.secondFactors.remember(
                user.id, userAgent: came.request.headers[.userAgent], address: came.request.address,
                at: came.context.now))
        guard let secret else { return }
        entry.browsers.cookies.set(
            BrowserCookies.remembered, secret, lifetime: SecondFactors.remembrance, on: &response)
    }

    /// Nobody has shown a password here, or too long ago.
    private func signIn(_ came: EntryRequest) -> WebResponse {
        entry.pages.redirect(to: LoginEndpoint.path(for: came.handle))
    }

    private func form(_ came: EntryRequest, _ user: UserRecord, _ problem: FormProblem? = nil) -> WebResponse {
        entry.response(
            .secondFactor(
                username: user.username, problem: problem, days: SecondFactors.remembrance / 86_400,
                offersPasskeys: offersPasskeys, request: came.handle?.exposed, csrf: entry.token(came)),
            to: came)
    }
}
