import Storage

/// Why an account was not made or changed. The description says what to fix and is for whoever manages accounts, not
/// for strangers: it tells which names are taken.
package enum AccountError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The user name cannot be used; the text completes "the user name …".
    case username(String)
    /// The e-mail address cannot be used; the text completes "the e-mail address …".
    case email(String)
    /// The full name cannot be used; the text completes "the name …".
    case name(String)
    /// The claim of this name cannot be kept; the text completes "the claim … ".
    case claim(String, String)
    /// Claims cannot be kept; the text completes "claims …".
    case claims(String)
    /// The password cannot be used; the text is a sentence.
    case password(String)
    /// Another account signs in with this as its user name or e-mail address.
    case usernameTaken
    /// Another account signs in with this as its e-mail address or user name.
    case emailTaken
    /// There is no such account.
    case unknown
    /// Others keep changing the account at the same moment.
    case contended
    /// Too many passwords are being hashed; try again in `retryAfter` seconds.
    case busy(retryAfter: Int64)
    /// The password could not be hashed, most likely for want of memory.
    case hashingFailed
    case storage(StorageError)

    package var description: String {
        switch self {
        case .username(let reason): "the user name \(reason)"
        case .email(let reason): "the e-mail address \(reason)"
        case .name(let reason): "the name \(reason)"
        case .claim(let name, let reason): "the claim \(name) \(reason)"
        case .claims(let reason): "claims \(reason)"
        case .password(let reason): reason
        case .usernameTaken: "another account has this user name"
        case .emailTaken: "another account has this e-mail address"
        case .unknown: "there is no such account"
        case .contended: "others are changing this account at the same moment, try again"
        case .busy(let seconds): "too many passwords are being hashed, try again in \(seconds) s"
        case .hashingFailed: "the password could not be hashed: is there enough memory?"
        case .storage(let error): error.description
        }
    }

    init(_ error: PasswordError) {
        switch error {
        case .busy(let seconds): self = .busy(retryAfter: seconds)
        case .failed: self = .hashingFailed
        }
    }
}
