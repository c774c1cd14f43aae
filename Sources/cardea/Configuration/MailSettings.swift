import Foundation
import Mail
import OAuthProtocol

/// `mail.*`: the server that mail is handed to. Without one all that needs mail is off.
struct MailSettings: Sendable {
    /// `smtps://host:465` or `smtp://host:587`.
    var smtp: String?
    /// The name to log in by; `nil` for no log-in.
    var user: String?
    /// A file that holds the password.
    var passwordFile: String?
    /// Whom mail is from.
    var sender: MailAddress?

    /// The mail server; `nil` if none is named.
    ///
    /// - `authorities`: a file of authorities that are trusted beside the system's; `nil` for none.
    /// - Throws: `CommandError` if the password cannot be read, `MailError` if this machine cannot send mail.
    func server(trusting authorities: String?) throws -> MailServer? {
        guard let smtp, let sender else { return nil }
        try MailServer.check()
        let login = try password().flatMap { password in user.map { (user: $0, password: password) } }
        return MailServer(url: smtp, sender: sender, login: login, authorities: authorities)
    }

    /// The password of the file; `nil` if none is named.
    ///
    /// - Throws: `CommandError` if it cannot be read, or holds anything but one line.
    func password() throws(CommandError) -> Secret? {
        guard let passwordFile else { return nil }
        guard let data = FileManager.default.contents(atPath: passwordFile) else {
            throw CommandError("mail.password_file: the file \(passwordFile) cannot be read")
        }
        guard let password = Secret(line: Array(data)) else {
            throw CommandError(
                "mail.password_file: the file \(passwordFile) must hold the password on one line, and nothing else")
        }
        return password
    }
}

extension ValueReader<String> {
    /// The address of a mail server.
    static let mailServer = parsing("smtps://HOST:465 or smtp://HOST:587") { text in
        guard let parts = URIParts(text), ["smtp", "smtps"].contains(parts.scheme), parts.host?.isEmpty == false,
            parts.port != nil, parts.authority?.octets.contains("@") == false, parts.path.isEmpty, parts.query == nil,
            parts.fragment == nil
        else { return nil }
        return text
    }
}

extension ValueReader<MailAddress> {
    static let mailAddress = parsing("an address such as no-reply@example.com or Example <no-reply@example.com>") {
        MailAddress($0)
    }
}
