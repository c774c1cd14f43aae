import OAuthProtocol
import Testing

@testable import Mail

@Suite struct MailMessageTests {
    private func headers(_ subject: String, from sender: String = "Example <no-reply@example.com>") throws -> [String] {
        let message = MailMessage(
            recipient: "ada@example.com", subject: subject, text: "", html: "", language: "en", id: "abc",
            date: Timestamp(1_764_500_645))
        return message.headers(from: try #require(MailAddress(sender)), host: "example.com")
    }

    @Test func `the fields of a message`() throws {
        #expect(
            try headers("Hello") == [
                "Date: Sun, 30 Nov 2025 11:04:05 +0000", "From: =?utf-8?B?RXhhbXBsZQ==?= <no-reply@example.com>",
                "To: <ada@example.com>", "Subject: Hello", "Message-ID: <abc@example.com>", "MIME-Version: 1.0",
                "Content-Language: en", "Auto-Submitted: auto-generated",
            ])
    }

    @Test(arguments: [
        "a\r\nBcc: eve@example.com", "a\nb", "a\u{0}b", "=?utf-8?B?QQ==?=", "\u{2028}Bcc: x", "ひ\r\nX: y",
        String(repeating: "長", count: 200),
    ])
    func `no subject is another field`(subject: String) throws {
        let field = try #require(try headers(subject).first { $0.utf8.starts(with: "Subject: ".utf8) })
        let lines = field.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (number, line) in lines.enumerated() {
            #expect(line.allSatisfy { $0 == 0x0d || (0x20..<0x7f).contains($0) } && line.count <= 78)
            if number > 0 { #expect(line.first == UInt8(ascii: " ")) }
        }
        let words = field.utf8.dropFirst("Subject: ".utf8.count).split(separator: UInt8(ascii: " "))
        let decoded = words.compactMap { word in
            Base64.decode(String(Substring(word.dropFirst("=?utf-8?B?".utf8.count).prefix { $0 != UInt8(ascii: "?") })))
        }
        #expect(decoded.count == words.count && Array(decoded.joined()) == Array(subject.utf8))
    }

    @Test(arguments: [
        ("a@example.com", "", "a@example.com"), ("Example <a@example.com>", "Example", "a@example.com"),
        ("\"Example, Inc.\" <a@example.com>", "Example, Inc.", "a@example.com"),
        ("<a@example.com>", "", "a@example.com"),
    ])
    func `an address with a name or without`(text: String, name: String, address: String) throws {
        let read = try #require(MailAddress(text))
        #expect(read.name == name && read.address == address)
    }

    @Test(arguments: [
        "", "nowhere", "a@", "@b", "a@b@c", "a@b>", "a b@c", "X <a@b", "a@b\r\n", "X\n <a@b>", "a@b,c@d",
    ])
    func `what is no address`(text: String) {
        #expect(MailAddress(text) == nil)
    }
}
