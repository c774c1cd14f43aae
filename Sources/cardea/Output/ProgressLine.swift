import Foundation

/// How far a long piece of work is, on standard error: a bar that moves where a person looks on, and a line for each step elsewhere.
struct ProgressLine {
    private static let width = 24
    /// Between two looks.
    private static let pause = Duration.milliseconds(100)

    private let isShown: Bool
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private var shown: ContinuousClock.Instant?
    private var step = ""

    init(isShown: Bool) {
        self.isShown = isShown
    }

    /// - Parameters:
    ///   - step: what is done now.
    ///   - count: how much of it all is done.
    mutating func show(_ step: String, _ count: Int, of total: Int) {
        guard isShown else { return }
        guard isTerminal else {
            if step != self.step { StandardError.write("\(step): \(count) of \(total)") }
            self.step = step
            return
        }
        let now = ContinuousClock.now
        if let shown, now - shown < Self.pause { return }
        shown = now
        let part = total > 0 ? min(Double(count) / Double(total), 1) : 1
        let done = Int(part * Double(Self.width))
        let bar = String(repeating: "#", count: done) + String(repeating: ".", count: Self.width - done)
        write("\r\u{1b}[K[\(bar)] \(Int(part * 100)) % \(step), \(count) of \(total) rows")
    }

    /// Leaves the line to what follows.
    mutating func end() {
        if shown != nil { write("\r\u{1b}[K") }
        shown = nil
    }

    private func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
