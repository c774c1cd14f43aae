import OAuthProtocol

/// Language tags as parameters carry them (`ui_locales`, `claims_locales`): by preference, between spaces. What is no tag
/// is passed over, since no error may come of it (OpenID Connect Core §3.1.2.1).
package enum LanguageTags {
    private static let limit = 20

    /// The tags in a parameter's value; none if it is absent.
    package static func read(_ text: String?) -> [String] {
        (text ?? "").octets.split(" ").prefix(limit).filter(isTag).map(String.init)
    }

    /// Letters, digits and hyphens (RFC 5646 §2.1), at most 35 of them (§4.4.1).
    private static func isTag(_ word: Substring) -> Bool {
        (1...35).contains(word.utf8.count)
            && word.utf8.allSatisfy { $0 == UInt8(ascii: "-") || $0.isASCIILetter || $0.isASCIIDigit }
    }
}
