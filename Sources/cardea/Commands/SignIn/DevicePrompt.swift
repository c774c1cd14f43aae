import OAuthProtocol
import WebPages

/// What a person is told to do in a browser (RFC 8628 §3.3).
struct DevicePrompt: Sendable, Equatable {
    /// Where the code is entered.
    let address: String
    let userCode: String
    /// The address with the code in it (§3.3.1); `nil` if the server gives none.
    let completeAddress: String?

    /// - `inColour`: whether it goes to a terminal, where the QR code gets colours of its own, so that a camera reads
    ///   it whatever the terminal's are.
    func text(inColour: Bool) -> String {
        var text = """

            Open this address in a browser, on any device:

                \(VisibleText.line(address, limit: 2000))

            and enter this code:

                \(VisibleText.line(userCode, limit: 200))

            """
        if let code = completeAddress.flatMap({ QRCode($0) }) {
            text += "\nOr read this with a phone:\n\n\(Self.blocks(of: code, inColour: inColour))\n"
        }
        return text + "\nWaiting until it is allowed there...\n"
    }

    /// Two modules to a character, one above the other. What is light is drawn, as on a dark terminal.
    private static func blocks(of code: QRCode, inColour: Bool) -> String {
        let range = -QRCode.quietZone..<code.size + QRCode.quietZone
        let lines = stride(from: range.lowerBound, to: range.upperBound, by: 2).map { row in
            let blocks = range.map { column in
                switch (code.isDark(column: column, row: row), code.isDark(column: column, row: row + 1)) {
                case (false, false): "\u{2588}"
                case (false, true): "\u{2580}"
                case (true, false): "\u{2584}"
                case (true, true): " "
                }
            }.joined()
            // Bright white on black.
            return inColour ? "\u{1b}[97;40m\(blocks)\u{1b}[0m" : blocks
        }
        return lines.joined(separator: "\n")
    }
}
