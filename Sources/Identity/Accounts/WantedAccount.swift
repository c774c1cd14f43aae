import OAuthProtocol
import Storage

/// What a person who makes an account for themselves has typed.
package struct WantedAccount: Sendable {
    package var username: String
    package var email: String
    /// The full name; empty if it was not given.
    package var name: String
    package var password: Secret

    package init(username: String, email: String, name: String, password: Secret) {
        self.username = username
        self.email = email
        self.name = name
        self.password = password
    }

    /// Everything that is to be mended, in the order of the form.
    func faults(by standard: PasswordStandard) -> [SelfRegistration.Fault] {
        var faults: [SelfRegistration.Fault] = []
        let username = try? AccountRules.username(username)
        let email = try? AccountRules.email(email)
        if username.map({ Self.isOwn($0, email) }) != true { faults.append(.usernameInvalid) }
        if email == nil { faults.append(.emailInvalid) }
        do throws(AccountError) {
            _ = try AccountRules.name(name)
        } catch {
            faults.append(.nameInvalid)
        }
        if let fault = standard.fault(of: password, for: [username, email]) { faults.append(.password(fault)) }
        return faults
    }

    /// Whether the user name is not an address at all, or the one that is given with it: an assertion or a person that meets
    /// the name takes it for the address.
    private static func isOwn(_ username: String, _ email: String?) -> Bool {
        !username.unicodeScalars.contains("@") || email.map(UserRecord.loginKey) == UserRecord.loginKey(username)
    }
}
