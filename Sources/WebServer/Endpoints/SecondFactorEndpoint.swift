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

    /// Who is asked.
    private struct Person {
        let user: UserRecord
        /// The session in which they need a second factor; `nil` for who has shown a password here lately.
        let session: SessionRecord?
        /// When they have shown what they have shown.
        let since: Timestamp
        /// What only this browser carries since the password was right; empty in a session.
        let carried: String
    }

    /// Whoever has shown a password here lately, or else whoever is signed in.
    private func person(_ came: EntryRequest) async throws(OAuthError) -> Person? {
        if let carried = entry.browsers.cookies.read(BrowserCookies.firstFactor, from: came.request) {
            let found = try await storing(
                await entry.secondFactors.suspended(carried, in: came.context.browser.id, at: came.context.now))
            if let (user, since) = found {
                return Person(user: user, session: nil, since: since, carried: carried.exposed)
            }
        }
        return came.context.browser.signedIn.map { session, user in
            Person(user: user, session: session, since: session.authenticatedAt, carried: "")
        }
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
        guard let person = try await person(came) else { return signIn(came) }
        if let session = person.session, let wayOn = try await wayOn(came, session) { return wayOn }
        return form(came, person.user)
    }

    private func judge(_ came: EntryRequest) async throws(OAuthError) -> WebResponse {
        guard let person = try await person(came) else { return signIn(came) }
        if let session = person.session, let wayOn = try await wayOn(came, session) { return wayOn }
        let (user, recovery) = (person.user, came.fields["recovery_code"])
        let typed = recovery.map { SecondFactors.Typed.recoveryCode($0) } ?? .code(came.fields["code"] ?? "")
        let outcome = try await storing(
            await entry.secondFactors.judge(
                typed, of: user, in: person.session, since: person.since, at: came.context.now))
        switch outcome {
        case .right(let signedIn):
            metrics.count(.signedIn)
            var response = try await entry.complete(signedIn, showing: person.carried, came)
            if came.fields["remember"] == "on" { try await remember(user, came, on: &response) }
            return response
        case .wrong:
            // The same form, sent once more as by a double click, leads where it led first.
            if person.session == nil,
                let begun = try await entry.browsers.begun(by: user.id, showing: person.carried, in: came.context),
                try await storing(await entry.secondFactors.isRepeated(typed, of: user.id))
            {
                return try await entry.complete(
                    entry.secondFactors.goingOn(in: begun, as: user, by: begun.methods), showing: person.carried, came)
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
