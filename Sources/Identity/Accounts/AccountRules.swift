import OAuthProtocol
import Storage

/// What the parts of an account may be. Each function gives the form in which the part is kept, or says what to fix.
enum AccountRules {
    /// 1 to 64 visible characters in Normalization Form C, the form in which a sign-in will look for it; white space
    /// around them is not kept. None reads as a user id: whoever names an account by its id would name another.
    static func username(_ text: String) throws(AccountError) -> String {
        guard text.utf8.count <= 1_024 else { throw .username("has more than 64 characters") }
        let kept = UserRecord.typed(text).inNormalForm
        guard !kept.isEmpty else { throw .username("is empty") }
        guard kept.unicodeScalars.count <= 64 else { throw .username("has more than 64 characters") }
        guard kept.unicodeScalars.allSatisfy(\.isVisible) else {
            throw .username("has a space, a control or an invisible character in it")
        }
        guard UserID(decimal: kept) == nil else { throw .username("is a number, as user ids are") }
        return kept
    }

    /// Something before one `@` and a host after it, at most 254 octets (RFC 5321 §4.5.3.1.3). Whether mail arrives
    /// there only a mail can tell.
    static func email(_ text: String) throws(AccountError) -> String {
        let kept = UserRecord.typed(text).inNormalForm
        guard kept.utf8.count <= 254 else { throw .email("has more than 254 octets") }
        let parts = kept.octets.split("@", keepsEmpty: true)
        guard parts.count == 2, let local = parts.first, let host = parts.last, !local.isEmpty, !host.isEmpty else {
            throw .email("has to look like name@example.com")
        }
        let odd = "<>()[],;:\"\\".unicodeScalars
        guard kept.unicodeScalars.allSatisfy({ $0.isVisible && !odd.contains($0) }) else {
            throw .email("has a space, a control character, a quote or a bracket in it")
        }
        guard local.utf8.count <= 64, isHost(host) else { throw .email("has to look like name@example.com") }
        return kept
    }

    /// A full name of at most 256 characters on one line; `nil` if nothing is left of it.
    static func name(_ text: String?) throws(AccountError) -> String? {
        guard let text else { return nil }
        guard text.utf8.count <= 1_024 else { throw .name("has more than 256 characters") }
        let words = text.inNormalForm.octets.split(" ").joined(separator: " ")
        guard words.unicodeScalars.count <= 256 else { throw .name("has more than 256 characters") }
        guard words.unicodeScalars.allSatisfy(\.isPartOfText) else {
            throw .name("has a control or an invisible character in it")
        }
        return words.isEmpty ? nil : words
    }

    private static func isHost(_ host: Substring) -> Bool {
        host.octets.split(".", keepsEmpty: true).allSatisfy { label in
            !label.isEmpty && label.utf8.count <= 63 && label.first != "-" && label.last != "-"
        }
    }
}
