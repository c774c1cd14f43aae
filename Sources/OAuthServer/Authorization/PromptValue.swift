/// `prompt` (OpenID Connect Core §3.1.2.1): what the client wants the person to be asked.
package enum PromptValue: String, Sendable, CaseIterable, Hashable {
    /// Nothing: answer at once or fail.
    case none
    /// To sign in, even if signed in.
    case login
    /// To consent, even if remembered.
    case consent
    /// Which account; with one account per browser session, the same as `login`.
    case selectAccount = "select_account"
    /// To make an account (Initiating User Registration via OpenID Connect), where people may.
    case create

    /// The values that this server takes.
    static func supported(by configuration: ServerConfiguration) -> [PromptValue] {
        allCases.filter { $0 != .create || configuration.accountRegistration }
    }
}
