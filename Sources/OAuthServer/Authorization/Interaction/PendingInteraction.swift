import OAuthProtocol
import Storage

/// What somebody signs in for, while it waits on the server.
package enum PendingInteraction: Sendable {
    /// An application's request.
    case authorization(WaitingRequest)
    /// A device's code, which is looked at by nobody but a person who has signed in (RFC 8628 §3.3).
    case device(UserCode)

    private var request: WaitingRequest? {
        if case .authorization(let request) = self { request } else { nil }
    }

    /// Who sent the person here; `nil` if nobody did that is known yet.
    package var client: ClientRecord? { request?.client }
    /// Who the client thinks it is, by a name that a person could type; `nil` if it does not say.
    package var loginHint: String? { request?.request.loginHint }
    /// Language tags for the pages, by preference.
    package var languages: [String] { request?.request.uiLocales ?? [] }
    /// Whether it is for a device.
    package var isForDevice: Bool { request == nil }

    /// What is next for a device; `nil` for an application's request, which is not decided here.
    func step(in browser: Browser, waiting handle: Secret) -> AuthorizationStep? {
        guard case .device(let code) = self else { return nil }
        return browser.signedIn == nil ? .signIn(handle) : .device(code)
    }
}
