import Foundation

/// A line on standard input for which work does not wait: whoever runs the command says with it that something may happen now. The
/// end of the input says so too.
final class AwaitedLine {
    private var isAsked = false

    /// Says once what is awaited.
    func ask(_ question: String) {
        if !isAsked { StandardError.write(question) }
        isAsked = true
    }

    /// - `milliseconds`: how long to wait for it at most.
    func hasCome(within milliseconds: CInt) -> Bool {
        var entry = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, milliseconds) > 0
    }
}
