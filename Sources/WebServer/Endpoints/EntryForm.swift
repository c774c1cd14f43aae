import HTTPTypes
import OAuthProtocol
import OAuthServer
import Storage
import WebPages

/// What the forms have in common by which people come in, `/login` and `/create-account`: whom they are shown to, what
/// waits behind them, and how they are answered.
struct EntryForm: Sendable {
    /// What waits, and the handle under which it does.
    typealias Waiting = (handle: Secret, errand: PendingInteraction)

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
    let visitors: BrowserSessions
    let pages: PageResponder

    /// Answers a GET by `show` and a POST by `judge`, to the browser that asks.
    func respond(
        to request: WebRequest, show: (WebRequest, BrowserContext) async throws(OAuthError) -> WebResponse,
        judge: (WebRequest, BrowserContext) async throws(OAuthError) -> WebResponse
    ) async -> WebResponse {
        await BrowserFrame(visitors: visitors, pages: pages).respond(to: request) { visitor throws(OAuthError) in
            request.method == .post ? try await judge(request, visitor) : try await show(request, visitor)
        }
    }

    /// The answer to a browser for which nothing waits under `handle`.
    func nothing(
        under handle: Secret, _ visitor: BrowserContext, _ request: WebRequest
    ) async throws(OAuthError) -> WebResponse {
        try await NothingWaiting(operation: operation, pages: pages).response(under: handle, visitor, request)
    }

    /// What waits under `handle` for this browser; `nil` if nothing does.
    func find(_ handle: Secret, _ visitor: BrowserContext, _ request: WebRequest) async throws(OAuthError) -> Waiting? {
        try await operation.errand(handle, in: visitor.browser, at: request.now).map { (handle, $0) }
    }

    /// The token that the form carries.
    func token(_ visitor: BrowserContext, _ handle: Secret?) -> String {
        visitors.doorToken(of: visitor, about: subject(handle))
    }

    /// Whether the posted form is one that we gave to this browser for the request that waits under `handle`.
    func isGenuine(_ fields: Parameters, in request: WebRequest, from visitor: BrowserContext, _ handle: Secret?)
        -> Bool
    {
        visitors.isGenuineDoor(fields, in: request, from: visitor, about: subject(handle))
    }

    /// The response that carries the form, in the languages and under the brand of the request that waits.
    func response(
        _ page: some PageContent, for request: WebRequest, _ waiting: Waiting?, _ occasion: Occasion
    ) -> WebResponse {
        var response = pages.page(
            page, for: request, wishes: waiting?.errand.languages ?? [], client: waiting?.errand.client?.id,
            status: occasion.status, outcome: occasion == .asked ? "ok" : "refused")
        if case .wait(let seconds) = occasion { response.headers[.retryAfter] = String(seconds) }
        return response
    }

    private func subject(_ handle: Secret?) -> String {
        "\(purpose) \(handle?.exposed ?? "")"
    }
}
