import Foundation

/// A line on standard input for which work does not wait: whoever runs the command says with it that something may happen now.
final class AwaitedLine {
    private var isAsked = false

    /// Says once what is awaited.
    func ask(_ question: String) {
        if !isAsked { StandardError.write(question) }
        isAsked = true
    }

    /// - `milliseconds`: how long to wait for it at most.
    /// - Throws: `CommandError` if the input has ended without one.
    func hasCome(within milliseconds: CInt) throws(CommandError) -> Bool {
        var entry = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, milliseconds) > 0 else { return false }
        guard readLine(strippingNewline: false) != nil else {
            throw CommandError("standard input has ended without a line: everything is as it was")
        }
        return true
    }
}
