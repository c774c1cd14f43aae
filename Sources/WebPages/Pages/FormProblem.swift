/// Why a form comes back to the person who sent it.
package enum FormProblem: Hashable, Sendable {
    /// The user name, the password, or both are wrong. Nobody is told which, or whether the account exists.
    case mismatch
    /// No device waits with the code: it is mistyped, has expired or was used. Nobody is told which.
    case wrongCode
    /// The user name is empty, too long, or has a sign that none may have.
    case usernameInvalid
    /// Another account has this user name.
    case usernameTaken
    /// Not an e-mail address, or none where one is needed.
    case emailInvalid
    /// Another account has this e-mail address.
    case emailTaken
    /// The full name is too long or has a sign that none may have.
    case nameInvalid
    /// Characters that a password has at least.
    case passwordTooShort(least: Int)
    /// Characters that a password has at most.
    case passwordTooLong(most: Int)
    /// A password that very many people use.
    case passwordCommon
    /// A password that is the account's user name or e-mail address.
    case passwordName
    /// A claim that cannot be kept as it was typed.
    case claimInvalid
    /// Not the account's user name, which has to be typed to remove it.
    case removalWrong
    /// A code of an authenticator application that is wrong or was used.
    case wrongOneTimeCode
    /// A recovery code that is wrong or was used.
    case wrongRecoveryCode
    /// A first code that is not of the secret which was shown.
    case wrongFirstCode
    /// A passkey was not added.
    case passkeyFailed
    /// The account has as many passkeys as it may.
    case passkeysFull
    /// A passkey without which nobody could sign in.
    case passkeyStays
    /// The form was open too long, or did not come from this browser.
    case stale
    /// Too many attempts; the next is judged after this many seconds.
    case throttled(retryAfter: Int64)
    /// The server has too many passwords to compute; try again after this many seconds.
    case busy(retryAfter: Int64)

    /// Seconds after which another attempt is judged; `nil` for a problem that time does not mend.
    package var retryAfter: Int64? {
        switch self {
        case .throttled(let seconds), .busy(let seconds): seconds
        default: nil
        }
    }

    /// The HTTP status of a page that says so.
    var status: Int {
        switch self {
        case .stale: 403
        case .throttled, .busy: 429
        default: 400
        }
    }

    /// The name of the field at fault in a form that has several; `nil` if it is none of them.
    var field: String? {
        switch self {
        case .usernameInvalid, .usernameTaken: "username"
        case .emailInvalid, .emailTaken: "email"
        case .nameInvalid: "name"
        case .passwordTooShort, .passwordTooLong, .passwordCommon, .passwordName: "password"
        case .removalWrong: "removal"
        case .mismatch, .wrongCode, .wrongOneTimeCode, .wrongRecoveryCode, .wrongFirstCode, .passkeyFailed,
            .passkeysFull, .passkeyStays, .claimInvalid, .stale, .throttled, .busy:
            nil
        }
    }

    func text(in words: Words) -> String {
        switch self {
        case .mismatch: words.text(.loginMismatch)
        case .wrongCode: words.text(.deviceWrong)
        case .wrongOneTimeCode: words.text(.codeWrong)
        case .wrongRecoveryCode: words.text(.recoveryCodeWrong)
        case .wrongFirstCode: words.text(.setupWrong)
        case .passkeyFailed: words.text(.passkeyFailed)
        case .passkeysFull: words.text(.passkeysFull)
        case .passkeyStays: words.text(.passkeyStays)
        case .usernameInvalid: words.text(.usernameInvalid)
        case .usernameTaken: words.text(.usernameTaken)
        case .emailInvalid: words.text(.emailInvalid)
        case .emailTaken: words.text(.emailTaken)
        case .nameInvalid: words.text(.nameInvalid)
        case .passwordTooShort(let least): words.text(.passwordTooShort, count: least)
        case .passwordTooLong(let most): words.text(.passwordTooLong, count: most)
        case .passwordCommon: words.text(.passwordCommon)
        case .passwordName: words.text(.passwordName)
        case .claimInvalid: words.text(.claimInvalid)
        case .removalWrong: words.text(.removalWrong)
        case .stale: words.text(.createStale)
        case .throttled(let seconds): words.text(.throttled, ["wait": words.wait(seconds)])
        case .busy(let seconds): words.text(.busy, ["wait": words.wait(seconds)])
        }
    }
}
