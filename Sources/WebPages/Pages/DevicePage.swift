/// Asks for the code that a device shows (RFC 8628 §3.3). It posts `user_code` and `csrf` to `/device`.
package struct DevicePage: PageContent {
    /// Why a code did not lead further.
    package enum Problem: Hashable, Sendable {
        /// No device waits with it: it is mistyped, has expired or was used. Nobody is told which.
        case wrong
        /// Too many wrong codes; the next is judged after this many seconds.
        case throttled(retryAfter: Int)
        /// The form was open too long, or did not come from this browser.
        case stale

        fileprivate func text(in words: Words) -> String {
            switch self {
            case .wrong: words.text(.deviceWrong)
            case .throttled(let seconds): words.text(.throttled, ["wait": words.wait(seconds)])
            case .stale: words.text(.createStale)
            }
        }
    }

    /// What the field starts with: what was typed before, or came with the address; empty for neither.
    package var userCode: String
    /// `nil` on a first visit.
    package var problem: Problem?
    /// This page's address with the code in it, for who would rather go on with a phone; `nil` offers none.
    package var handover: QRCode?
    /// The form's token against cross-site posts.
    package var csrf: String

    package init(userCode: String = "", problem: Problem? = nil, handover: QRCode? = nil, csrf: String) {
        self.userCode = userCode
        self.problem = problem
        self.handover = handover
        self.csrf = csrf
    }

    package var template: String { "device" }
    package var forms: FormPolicy { .onward }
    package func title(in words: Words) -> String {
        words.text(problem == nil ? .deviceTitle : .deviceTitleAgain)
    }

    package func values(in words: Words, base: String) -> [String: Any] {
        var values: [String: Any] = ["csrf": csrf, "userCode": DisplayText.line(userCode, limit: 32)]
        values["problem"] = problem?.text(in: words)
        values["handover"] = handover?.values
        return values
    }
}
