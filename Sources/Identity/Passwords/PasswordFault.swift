import OAuthProtocol
import Storage

/// What is wrong with a password that a person would like to have (NIST SP 800-63B-4 §3.1.1.2).
package enum PasswordFault: Hashable, Sendable {
    /// Characters that it needs at least.
    case tooShort(least: Int)
    /// Characters that it may have at most.
    case tooLong(most: Int)
    /// Very many people use it.
    case common
    /// It is the account's user name or e-mail address.
    case name
}

/// What a password must be that a person chooses. Nothing is asked about the kinds of characters in it.
package struct PasswordStandard: Sendable, Equatable {
    /// Characters that it has at least; a character is a Unicode scalar, as NIST counts.
    package let least: Int

    package init(least: Int = 8) {
        self.least = least
    }

    /// - `names`: what the person is known by here; letter case does not matter.
    /// - Returns: `nil` if nothing is wrong with it.
    package func fault(of password: Secret, for names: [String?]) -> PasswordFault? {
        guard PasswordRule.hashed(password) != nil else { return .tooLong(most: PasswordRule.longest) }
        let text = password.exposed.inNormalForm
        guard text.unicodeScalars.count >= least else { return .tooShort(least: least) }
        let key = UserRecord.loginKey(text)
        let isName = names.contains { $0.map { UserRecord.loginKey($0.inNormalForm) == key } ?? false }
        if isName { return .name }
        return CommonPasswords.contain(text) || CommonPasswords.contain(UserRecord.typed(text)) ? .common : nil
    }
}
