import Identity
import OAuthProtocol
import OAuthServer
import Storage
import WebPages

/// `/invitation`: what a link leads to that is sent to somebody who is asked to make an account, with `token` in the query.
struct InvitationEndpoint: Endpoint {
    private static let subject = BrowserSessions.FormSubject.entry("invitation")

    let invitations: Invitations
    let entry: EntryForm

    func respond(to request: WebRequest) async -> WebResponse {
        await BrowserFrame(browsers: entry.browsers, pages: entry.pages).respond(to: request) {
            context throws(OAuthError) in
            let fields = context.isPosted ? try request.form() : try request.queryParameters()
            let came = EntryRequest(context: context, fields: fields, handle: nil, opened: nil)
            let token = Secret(fields["token"] ?? "")
            guard let email = try await storing(await invitations.email(of: token, at: context.now)) else {
                return gone(came)
            }
            let wanted = WantedAccount(
                username: fields["username"] ?? "", email: email, name: fields["name"] ?? "",
                password: Secret(fields["new_password"] ?? ""))
            guard context.isPosted else { return form(came, wanted, token) }
            guard entry.browsers.isGenuine(fields, from: context, about: Self.subject) else {
                return context.isNew
                    ? entry.pages.cookiesBlocked(for: request) : form(came, wanted, token, [.stale])
            }
            let outcome = try await storing(
                await invitations.accept(by: token, wanted, from: request.address, at: context.now))
            switch outcome {
            case .created(let signedIn): return try await entry.complete(signedIn, came)
            case .gone: return gone(came)
            case .refused(let faults): return form(came, wanted, token, faults.map { FormProblem($0) })
            case .busy(let seconds): return form(came, wanted, token, [.busy(retryAfter: seconds)])
            }
        }
    }

    private func gone(_ came: EntryRequest) -> WebResponse {
        entry.pages.page(.linkGone(), for: came.request, outcome: "stale")
    }

    private func form(
        _ came: EntryRequest, _ typed: WantedAccount, _ token: Secret, _ problems: [FormProblem] = []
    ) -> WebResponse {
        entry.pages.page(
            .createAccount(
                username: typed.username, email: typed.email, name: typed.name, problems: problems,
                passwordLeast: invitations.standard.least, invitation: token,
                csrf: entry.browsers.formToken(of: came.context, about: Self.subject)),
            for: came.request)
    }
}
