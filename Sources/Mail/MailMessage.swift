import OAuthProtocol

/// A message to one person, in two forms that say the same (RFC 2046 §5.1.4).
package struct MailMessage: Sendable {
    /// An address without a name.
    package let recipient: String
    package let subject: String
    /// Plain text.
    package let text: String
    /// An HTML document.
    package let html: String
    /// The language of it all, as a tag.
    package let language: String
    /// What stands before the `@` of `Message-ID`: the same however often it is sent.
    package let id: String
    package let date: Timestamp

    package init(
        recipient: String, subject: String, text: String, html: String, language: String, id: String, date: Timestamp
    ) {
        self.recipient = recipient
        self.subject = subject
        self.text = text
        self.html = html
        self.language = language
        self.id = id
        self.date = date
    }

    /// The header fields (RFC 5322 §3.6), but for those of the parts. What comes from people stands in none as it is: a subject is
    /// encoded unless it is plain ASCII, and an address is one.
    ///
    /// - `sender`: whom it is from.
    /// - `host`: what stands after the `@` of `Message-ID`.
    func headers(from sender: MailAddress, host: String) -> [String] {
        [
            // HTTP's form, but for its name of the time zone (RFC 5322 §3.3).
            "Date: \(CivilTime(date).http.dropLast("GMT".utf8.count))+0000",
            "From: \(sender.header)",
            "To: <\(recipient)>",
            "Subject: \(EncodedWords.encode(subject))",
            "Message-ID: <\(id)@\(host)>",
            "MIME-Version: 1.0",
            "Content-Language: \(language)",
            // Nobody's holiday notice is wanted (RFC 3834 §5.2).
            "Auto-Submitted: auto-generated",
        ]
    }
}

/// An address that may have a name, as an operator writes it: `Example <no-reply@example.com>` or the address alone.
package struct MailAddress: Sendable, Equatable {
    /// As shown; empty for none.
    package let name: String
    package let address: String

    /// `nil` for what is no address.
    package init?(_ text: String) {
        var (name, address) = ("", text)
        if text.utf8.last == UInt8(ascii: ">"), let open = text.utf8.lastIndex(of: UInt8(ascii: "<")) {
            name = text[..<open].octets.split(" ").joined(separator: " ")
            address = String(text[text.utf8.index(after: open)...].dropLast())
        }
        let isQuoted =
            name.utf8.count > 1 && name.utf8.first == UInt8(ascii: "\"") && name.utf8.last == UInt8(ascii: "\"")
        self.name = isQuoted ? String(name.dropFirst().dropLast()) : name
        self.address = address
        guard MailAddress.isAddress(address),
            self.name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f })
        else { return nil }
    }

    /// Something before one `@` and something after it, without what ends an address or a line.
    package static func isAddress(_ text: String) -> Bool {
        let parts = text.octets.split("@", keepsEmpty: true)
        let odd = Array(" <>()[],;:\\\"".utf8)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && text.utf8.count <= 254
            && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f && !odd.contains($0) }
    }

    /// What stands in `From`.
    var header: String {
        name.isEmpty ? "<\(address)>" : "\(EncodedWords.encode(name, always: true)) <\(address)>"
    }
}

/// Text in header fields (RFC 2047).
enum EncodedWords {
    /// Octets of text that one encoded word holds, so that a line of one has 76 characters at most, `Subject: ` before it (§2).
    private static let most = 39

    /// - `always`: whether plain ASCII is encoded too, since in names of addresses some of its characters mean something.
    static func encode(_ text: String, always: Bool = false) -> String {
        let isPlain = text.utf8.allSatisfy { (0x20..<0x7f).contains($0) } && text.utf8.count <= 60
        // What looks like an encoded word already would be taken for one.
        if isPlain, !always, !text.octets.contains("=?") { return text }
        var words: [[UInt8]] = [[]]
        for scalar in text.unicodeScalars {
            let octets = Array(String(scalar).utf8)
            if words[words.count - 1].count + octets.count > most { words.append([]) }
            words[words.count - 1] += octets
        }
        // Each word begins a line of its own (§2).
        return words.map { "=?utf-8?B?\(Base64.encode($0))?=" }.joined(separator: "\r\n ")
    }
}
