import Dispatch
import Foundation
import Synchronization

/// Control-C, or a command to stop, for work that must not end in the middle: it is asked for between two pieces of it. The second
/// one ends the process.
final class Interruption {
    private let sources: [any DispatchSourceSignal]
    private let count: Counter

    init() {
        let count = Counter()
        self.count = count
        sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { if count.add() > 1 { _exit(128 + number) } }
            source.activate()
            return source
        }
    }

    deinit {
        for source in sources { source.cancel() }
        for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_DFL) }
    }

    /// - Throws: `CommandError` once one has come.
    func check() throws(CommandError) {
        if count.value > 0 {
            throw CommandError("interrupted: everything is as it was, and the same command goes on from here")
        }
    }

    private final class Counter: Sendable {
        private let number = Atomic(0)

        var value: Int { number.load(ordering: .relaxed) }
        func add() -> Int { number.add(1, ordering: .relaxed).newValue }
    }
}
