import OAuthProtocol
import Storage

/// What somebody is to sign in for or to decide about, opened once for an HTTP request and handed on.
package struct PendingInteraction: Sendable {
    /// What waits.
    enum Subject {
        /// An application's request.
        case authorization(WaitingRequest)
        /// A device's code, which is looked at by nobody but a person who has signed in (RFC 8628 §3.3).
        case device(UserCode)
        /// A page that asks for a sign-in of late.
        case account(AccountPage)
    }

    /// The handle under which it waits for this browser.
    package let handle: Secret
    let opened: RequestHandle
    let subject: Subject

    /// The application's request; `nil` for a device and for the account pages.
    package var authorization: WaitingRequest? {
        if case .authorization(let request) = subject { request } else { nil }
    }

    /// Who sent the person here; `nil` if nobody did that is known yet.
    package var client: ClientRecord? { authorization?.client }
    /// Who the client thinks it is, by a name that a person could type; `nil` if it does not say.
    package var loginHint: String? { authorization?.request.loginHint }
    /// Language tags for the pages, by preference.
    package var languages: [String] { authorization?.request.uiLocales ?? [] }
    /// Whether it is for a device.
    package var isForDevice: Bool {
        if case .device = subject { true } else { false }
    }
}

/// What a handle leads to in one browser.
package enum OpenedHandle: Sendable {
    case pending(PendingInteraction)
    /// Nothing, or nothing any more. `sender` sent the person here; `nil` if that cannot be told.
    case gone(sender: ClientRecord?)

    /// `nil` if nothing waits.
    package var pending: PendingInteraction? {
        if case .pending(let pending) = self { pending } else { nil }
    }

    /// Who sent the person here; `nil` if that cannot be told.
    package var sender: ClientRecord? {
        switch self {
        case .pending(let pending): pending.client
        case .gone(let sender): sender
        }
    }
}
