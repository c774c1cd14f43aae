import OAuthProtocol

/// What a password may be: not empty, and at most 128 characters so that judging one costs what it should. Nothing is
/// asked about the kinds of characters in it (NIST SP 800-63B §3.1.1.2). For a test account any may do, so where an
/// operator chooses it a short one is advised against and not refused; `SelfRegistration` refuses it.
package enum PasswordRule {
    /// Characters that a good password has at least; a character is a Unicode scalar, as NIST counts.
    package static let advisable = 8
    /// Characters that any password has at most.
    package static let longest = 128
    /// UTF-8 octets that any password has at most.
    package static let octets = 1_024

    /// The octets to hash, in Normalization Form C (RFC 8265 §4.2.2); `nil` for what is too long to be a password.
    static func hashed(_ password: Secret) -> [UInt8]? {
        guard password.exposed.utf8.count <= octets else { return nil }
        let text = password.exposed.inNormalForm
        guard text.unicodeScalars.count <= longest else { return nil }
        return Array(text.utf8)
    }

    /// What is wrong with a password that someone would like to have; `nil` if nothing is.
    package static func objection(to password: Secret) -> String? {
        guard hashed(password) != nil else { return "the password has more than \(longest) characters" }
        return password.exposed.isEmpty ? "the password is empty" : nil
    }

    /// What to say about a password that is taken but is no good one; `nil` if there is nothing to say.
    package static func advice(on password: Secret) -> String? {
        guard password.exposed.inNormalForm.unicodeScalars.count < advisable else { return nil }
        return "the password has fewer than \(advisable) characters, so it is easily guessed"
    }
}
