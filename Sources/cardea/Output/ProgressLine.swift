import Foundation

/// How far a long piece of work is, on standard error: a bar that moves where a person looks on, and a line for each step elsewhere.
struct ProgressLine {
    private static let width = 25

    private let isShown: Bool
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private var step: String?
    private var percent: Int?

    init(isShown: Bool) {
        self.isShown = isShown
    }

    /// - Parameters:
    ///   - step: what is done now.
    ///   - count: how much of it all is done.
    ///   - total: how much all of it is.
    mutating func show(_ step: String, _ count: Int, of total: Int) {
        let percent = total > 0 ? min(count * 100 / total, 100) : 100
        guard isShown, step != self.step || isTerminal && percent != self.percent else { return }
        (self.step, self.percent) = (step, percent)
        guard isTerminal else { return StandardError.write("\(step): \(count) of \(total) rows") }
        let done = percent * Self.width / 100
        let bar = String(repeating: "#", count: done) + String(repeating: ".", count: Self.width - done)
        write("\r\u{1b}[K[\(bar)] \(percent) % \(step): \(count) of \(total) rows")
    }

    /// Leaves the line to what follows.
    mutating func end() {
        if isTerminal, step != nil { write("\r\u{1b}[K") }
        step = nil
    }

    private func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
