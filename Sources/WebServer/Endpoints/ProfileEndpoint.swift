import HTTPTypes
import Identity
import OAuthProtocol
import OAuthServer
import Storage
import WebPages

/// `/account/profile`: what is known of a person: what they may change of it, their address, all of it as a file, and the removal of the
/// account. Whatever could take the account from them asks for a sign-in of late.
struct ProfileEndpoint: Endpoint {
    static let path = "/account/profile"
    private static let subject = BrowserSessions.FormSubject.matter("account profile")

    let operation: AuthorizationOperation
    let accounts: Accounts
    let links: OneTimeLinks
    let notices: Notices
    let data: PersonalData
    /// Names of the claims that people may change; `name` is the full name.
    let claims: [String]
    let offersRemoval: Bool
    let browsers: BrowserSessions
    let pages: PageResponder

    /// What a request for the page brings.
    private struct Visit {
        let context: BrowserContext
        let user: UserRecord
        let fields: Parameters
    }

    func respond(to request: WebRequest) async -> WebResponse {
        await BrowserFrame(browsers: browsers, pages: pages, givesCookie: false).respond(to: request) {
            context throws(OAuthError) in
            guard let user = context.user else { return pages.redirect(to: LoginEndpoint.path(for: nil)) }
            let fields = context.isPosted ? try request.form() : try request.queryParameters()
            let visit = Visit(context: context, user: user, fields: fields)
            guard context.isPosted else { return page(visit) }
            guard browsers.isGenuine(fields, from: context, about: Self.subject) else {
                return pages.stale(for: request)
            }
            if fields["action"] == "save" { return try await save(visit) }
            let step = try await operation.step(for: .profile, in: context.browser, at: request.now)
            guard case .account = step else { return pages.carryOut(step, for: request) }
            switch fields["action"] {
            case "change-email" where notices.outbox != nil: return try await changeEmail(visit)
            case "download":
                guard let session = context.session else { break }
                return try await data.response(of: user, in: session, at: context.now)
            case "remove" where offersRemoval: return try await remove(visit)
            default: break
            }
            return pages.stale(for: request)
        }
    }

    private func save(_ visit: Visit) async throws(OAuthError) -> WebResponse {
        var change = ProfileChange()
        for name in claims {
            // A field that was emptied is not sent (RFC 6749 §3.1).
            let text = String((visit.fields[name] ?? "").octets.trimmed)
            if name == "name" {
                change.name = text
            } else if !text.isEmpty {
                change.claims.append(Claim(name, .string(text)))
            } else if visit.user.claims[name] != nil {
                change.removedClaims.append(name)
            }
        }
        do throws(AccountError) {
            let user = try await accounts.update(visit.user.id, change, at: visit.context.now)
            return page(Visit(context: visit.context, user: user, fields: Parameters()), news: .saved)
        } catch {
            switch error {
            case .name: return page(visit, .claimInvalid, wrong: "name")
            case .claim(let name, _): return page(visit, .claimInvalid, wrong: name)
            case .claims: return page(visit, .claimInvalid)
            default: throw OAuthError(.serverError, "the profile could not be saved", cause: "\(error)")
            }
        }
    }

    private func changeEmail(_ visit: Visit) async throws(OAuthError) -> WebResponse {
        let typed = visit.fields["email"] ?? ""
        let request = visit.context.request
        let outcome = try await storing(
            await links.prove(
                typed, of: visit.user, notices.circumstances(of: request), from: request.address,
                at: visit.context.now))
        switch outcome {
        case .taken: return page(visit, news: .sent(to: typed))
        case .refused(.invalid): return page(visit, .emailInvalid)
        case .refused(.taken): return page(visit, .emailTaken)
        case .throttled(let seconds): return page(visit, .throttled(retryAfter: seconds))
        }
    }

    private func remove(_ visit: Visit) async throws(OAuthError) -> WebResponse {
        guard accounts.isName(visit.fields["username"] ?? "", of: visit.user) else {
            return page(visit, .removalWrong)
        }
        do throws(AccountError) {
            let notice = notices.notice(.accountRemoved, to: visit.user, visit.context.request)
            try await accounts.remove(visit.user.id, telling: notice, at: visit.context.now)
        } catch {
            guard case .unknown = error else {
                throw OAuthError(.serverError, "the account could not be removed", cause: "\(error)")
            }
        }
        var response = pages.redirect(to: LoginEndpoint.path(for: nil))
        browsers.signOut(visit.context, on: &response)
        return response
    }

    /// - `wrong`: the claim that cannot be kept as it was typed; `nil` for none.
    private func page(
        _ visit: Visit, _ problem: FormProblem? = nil, wrong: String? = nil, news: ProfileNews? = nil
    ) -> WebResponse {
        let user = visit.user
        let fields = claims.map { name in
            let known = name == "name" ? user.name : user.claims[name]?.string
            return ProfileSettings.Field(
                claim: name, value: problem == .claimInvalid ? visit.fields[name] ?? "" : known ?? "",
                isWrong: wrong.map { $0.octets == name.octets } ?? false)
        }
        return pages.page(
            .profile(
                ProfileSettings(
                    fields: fields, email: user.email, emailVerified: user.emailVerified,
                    newEmail: problem?.isAboutEmail == true ? visit.fields["email"] ?? "" : "",
                    sendsMail: notices.outbox != nil, offersRemoval: offersRemoval),
                problem: problem, news: news, csrf: browsers.formToken(of: visit.context, about: Self.subject)),
            for: visit.context.request)
    }
}

extension FormProblem {
    fileprivate var isAboutEmail: Bool {
        switch self {
        case .emailInvalid, .emailTaken, .throttled: true
        default: false
        }
    }
}
