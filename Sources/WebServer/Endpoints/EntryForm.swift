import HTTPTypes
import OAuthProtocol
import OAuthServer
import Storage
import WebPages

/// What a browser brings to a form by which people come in, read and opened once.
struct EntryRequest: Sendable {
    let request: WebRequest
    let context: BrowserContext
    let fields: Parameters
    /// The handle that came along, whether or not anything waits under it.
    let handle: Secret?
    /// What the handle leads to; `nil` if none came along.
    let opened: OpenedHandle?

    /// What waits; `nil` if nothing does.
    var pending: PendingInteraction? { opened?.pending }
}

/// What the forms have in common by which people come in, `/login` and `/create-account`: whom they are shown to, what
/// waits behind them, and how they are answered.
struct EntryForm: Sendable {
    /// Why a form is on its way to the browser.
    enum Occasion: Equatable {
        /// It was asked for.
        case asked
        /// It came back with something to mend.
        case refused
        /// It came back without our token, or from elsewhere.
        case stale
        /// It came back too often or at a busy moment; seconds until it is worth another try.
        case wait(Int64)

        var status: HTTPResponse.Status {
            switch self {
            case .asked: .ok
            case .refused: .badRequest
            case .stale: .forbidden
            case .wait: .tooManyRequests
            }
        }
    }

    /// What the form is for; its token is good for no other.
    let purpose: String
    let operation: AuthorizationOperation
    let browsers: BrowserSessions
    let pages: PageResponder

    /// Answers a GET by `show`, and a POST by `judge` if we gave the form to this browser for what waits, or by `refuse` if
    /// not. Where nothing waits any more, a form that was open too long or is sent once more is judged all the same: who has
    /// signed in is told what next.
    func respond(
        to request: WebRequest, show: (EntryRequest) async throws(OAuthError) -> WebResponse,
        refuse: (EntryRequest) -> WebResponse, judge: (EntryRequest) async throws(OAuthError) -> WebResponse
    ) async -> WebResponse {
        await BrowserFrame(browsers: browsers, pages: pages).respond(to: request) { context throws(OAuthError) in
            let isPosted = request.method == .post
            let fields = isPosted ? try request.form() : try request.queryParameters()
            let handle = fields["request"].map(Secret.init)
            var opened: OpenedHandle?
            if let handle { opened = try await operation.open(handle, in: context.browser, at: request.now) }
            let entry = EntryRequest(
                request: request, context: context, fields: fields, handle: handle, opened: opened)
            if isPosted, browsers.isGenuineEntry(fields, in: request, from: context, about: subject(handle)) {
                return try await judge(entry)
            }
            if case .gone(let sender) = opened {
                return pages.nothingWaits(sender: sender, in: context, for: request)
            }
            if isPosted { return context.isNew ? pages.cookiesBlocked(for: request) : refuse(entry) }
            return handle == nil && context.user != nil ? pages.redirect(to: "/account") : try await show(entry)
        }
    }

    /// The token that the form carries.
    func token(_ entry: EntryRequest) -> String {
        browsers.entryToken(of: entry.context, about: subject(entry.handle))
    }

    /// The response that carries the form, in the languages and under the brand of the request that waits.
    func response(_ page: some PageContent, to entry: EntryRequest, _ occasion: Occasion) -> WebResponse {
        var response = pages.page(
            page, for: entry.request, wishes: entry.pending?.languages ?? [], client: entry.pending?.client?.id,
            status: occasion.status, outcome: occasion == .asked ? "ok" : "refused")
        if case .wait(let seconds) = occasion { response.headers[.retryAfter] = String(seconds) }
        return response
    }

    private func subject(_ handle: Secret?) -> String {
        "\(purpose) \(handle?.exposed ?? "")"
    }
}
