import HTTPTypes
import Identity
import OAuthProtocol
import OAuthServer
import Storage
import WebPages

/// `/create-account`: the form with which people make an account for themselves, for an authorization request that waits
/// (`prompt=create`, Initiating User Registration via OpenID Connect) or for the account pages. It is there only where
/// `accounts.registration` is on.
struct CreateAccountEndpoint: Endpoint {
    static let path = "/create-account"

    let entry: EntryForm
    let registration: SelfRegistration
    let links: OneTimeLinks
    let notices: Notices

    /// The form's address below the issuer, for the request that waits under `handle`.
    static func path(for handle: Secret?) -> String {
        handle.map { "\(path)?request=\(PercentEncoding.encode($0.exposed))" } ?? path
    }

    func respond(to request: WebRequest) async -> WebResponse {
        await entry.respond(
            to: request,
            show: { came in
                let hint = came.pending?.loginHint ?? ""
                let isAddress = hint.octets.contains("@")
                return form(
                    came,
                    WantedAccount(
                        username: isAddress ? "" : hint, email: isAddress ? hint : "", name: "", password: Secret("")))
            }, refuse: { form($0, Self.wanted($0.fields), [.stale]) }, judge: judge)
    }

    private func judge(_ came: EntryRequest) async throws(OAuthError) -> WebResponse {
        let wanted = Self.wanted(came.fields)
        let outcome = try await storing(
            await registration.create(wanted, from: came.request.address, at: came.context.now))
        switch outcome {
        case .created(let signedIn):
            if let email = signedIn.user.email, !signedIn.user.emailVerified {
                // Where too many are asked for, the person asks again on the page of their profile.
                _ = try await storing(
                    await links.prove(
                        email, of: signedIn.user, notices.circumstances(of: came.request), from: came.request.address,
                        at: came.context.now))
            }
            return try await entry.complete(signedIn, came)
        case .refused(let faults): return form(came, wanted, faults.map { FormProblem($0) })
        case .throttled(let seconds): return form(came, wanted, [.throttled(retryAfter: seconds)])
        case .busy(let seconds): return form(came, wanted, [.busy(retryAfter: seconds)])
        }
    }

    private static func wanted(_ fields: Parameters) -> WantedAccount {
        WantedAccount(
            username: fields["username"] ?? "", email: fields["email"] ?? "", name: fields["name"] ?? "",
            password: Secret(fields["password"] ?? ""))
    }

    private func form(_ came: EntryRequest, _ typed: WantedAccount, _ problems: [FormProblem] = []) -> WebResponse {
        entry.response(
            .createAccount(
                clientName: came.pending?.client?.shownName, username: typed.username, email: typed.email,
                name: typed.name, problems: problems, passwordLeast: registration.standard.least,
                request: came.handle?.exposed, csrf: entry.token(came)),
            to: came)
    }
}
