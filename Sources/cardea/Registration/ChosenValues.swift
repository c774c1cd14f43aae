import OAuthProtocol

extension ClientID {
    /// An identifier that somebody chose: 1 to 128 printable ASCII characters, which survive every header, form and
    /// log; `nil` for anything else.
    init?(chosen text: String) {
        guard (1...128).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            return nil
        }
        self.init(text)
    }

    /// A fresh identifier: 128 bits, base64url.
    init(from entropy: Entropy) {
        var text: String
        // A leading hyphen would read as a flag on the command line.
        repeat { text = Base64URL.encode(entropy.octets(16)) } while text.hasPrefix("-")
        self.init(text)
    }
}

extension Secret {
    /// A secret that somebody wrote on one line, with or without its end; `nil` if there is none, more than one line,
    /// or no UTF-8.
    init?(line octets: some Collection<UInt8>) {
        guard var text = String(validating: octets, as: UTF8.self) else { return nil }
        if text.hasSuffix("\r\n") || text.hasSuffix("\n") { text.removeLast() }
        guard !text.isEmpty, !text.contains(where: \.isNewline) else { return nil }
        self.init(text)
    }
}
