import Foundation
import Identity
import OAuthProtocol

/// Reads what must not stand on a command line.
enum StandardInput {
    /// A line is refused beyond this: nobody means to pipe a file of another kind.
    private static let most = 65_536

    /// The one line on standard input, without its end. On a terminal it is asked for and not shown.
    ///
    /// - Throws: `CommandError` if there is none, more than one, or no UTF-8.
    static func secret(_ name: String) throws -> Secret {
        let isTerminal = isatty(STDIN_FILENO) == 1
        let octets =
            isTerminal ? askedFor(name) : try FileHandle.standardInput.read(upToCount: most + 1).map(Array.init) ?? []
        guard octets.count <= most, let secret = Secret(line: octets) else {
            throw CommandError("standard input must hold the \(name) on one line, and it must not be empty")
        }
        return secret
    }

    /// A password, with advice on standard error if it is no good one.
    ///
    /// - Throws: as `secret`.
    static func password() throws -> Secret {
        let password = try secret("password")
        if let advice = PasswordRule.advice(on: password) {
            StandardError.warn("\(advice).")
        }
        return password
    }

    private static func askedFor(_ name: String) -> [UInt8] {
        FileHandle.standardError.write(Data("\(name): ".utf8))
        var shown = termios()
        tcgetattr(STDIN_FILENO, &shown)
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
            FileHandle.standardError.write(Data("\n".utf8))
        }
        return Array((readLine(strippingNewline: true) ?? "").utf8)
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
